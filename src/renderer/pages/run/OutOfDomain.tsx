// How the run does on other datasets with the same labels: choose one, see the score beside its own.
import { Button, Select, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Output } from '../../../shared/contract.ts'
import type { RunInfo } from '../../../shared/runInfo.ts'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import { type LabelMapping, offerMapping } from '../../../shared/labelMapping.ts'
import { useDatasets } from '../../lab/queries.ts'
import { scoreRun, stopScoring, useScoring } from '../../lab/scoring.ts'
import { go } from '../../router.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { plural } from '../../ui/format.ts'
import { LabelMappingTable } from '../../ui/LabelMappingTable.tsx'
import { otherDatasets, rowsUnder, testedSplit } from '../../ui/otherDatasets.ts'
import { WorkAtHand } from '../../ui/WorkAtHand.tsx'
import { DomainScores } from './DomainScores.tsx'

export function OutOfDomain({ run }: { readonly run: RunInfo }) {
  const datasets = useDatasets()
  const scoring = useScoring(run.id)
  const error = datasets.error ?? scoring.error
  if (error) return <ErrorNote error={error} />
  if (!datasets.data || !scoring.data) return null
  const { pairs, working } = scoring.data
  const task = run.spec.objective.id === 'regress' ? 'regress' : 'classify'
  const others = otherDatasets(datasets.data, { id: run.spec.dataset, task, pairs })
  return (
    <Stack gap="lg" align="flex-start">
      {run.outOfDomain.length > 0 && <DomainScores run={run} />}
      {others.length > 0 || working ? (
        <Test key={run.outOfDomain.length} run={run} scoring={scoring.data} others={others} />
      ) : (
        <Empty
          title={
            run.spec.dataset === ''
              ? 'There is no dataset to score it on'
              : 'There is no other dataset like this one'
          }
          text="Bring in rows of another source with the same kind of labels: they show how much of the score holds elsewhere."
        >
          <Button onClick={() => go('data')}>Bring in data</Button>
        </Empty>
      )}
    </Stack>
  )
}

interface TestProps {
  readonly run: RunInfo
  readonly scoring: Output<'runs.scoring'>
  readonly others: readonly DatasetManifest[]
}

function Test({ run, scoring: { labels, working }, others }: TestProps) {
  const [chosen, setChosen] = useState<string | null>(null)
  const [changed, setChanged] = useState<LabelMapping | null>(null)
  const other = others.find(({ id }) => id === chosen)
  const mapping = changed ?? (other ? offerMapping(other.labels, labels) : {})
  const test = useMutation({
    mutationFn: (dataset: DatasetManifest) =>
      scoreRun({
        id: run.id,
        dataset: dataset.id,
        ...(dataset.task === 'classify' && { mapping: { ...mapping } }),
      }),
  })
  if (working) return <WorkAtHand progress={working.progress} onStop={() => stopScoring(run.id)} />
  return (
    <Stack gap="sm" align="flex-start" component="section" aria-label="Test on another dataset">
      <Select
        w={360}
        label="Test on another dataset"
        placeholder="Choose a dataset"
        description="Rows of another source tell what the model has understood, and what it has only got used to."
        data={others.map((dataset) => ({
          value: dataset.id,
          label: `${dataset.name} (${plural(dataset.report.splits[testedSplit(dataset)] ?? 0, 'row')})`,
        }))}
        value={chosen}
        onChange={(id) => {
          setChosen(id)
          setChanged(null)
          test.reset()
        }}
      />
      {other && (
        <>
          <LabelMappingTable dataset={other} known={labels} mapping={mapping} onChange={setChanged} />
          <ErrorNote error={test.error} />
          <Button
            loading={test.isPending}
            disabled={rowsUnder(other, mapping).taken === 0}
            onClick={() => test.mutate(other)}
          >
            Test
          </Button>
        </>
      )}
    </Stack>
  )
}

// How the run does on other datasets with the same labels: choose one, see the score beside its own.
import { Button, Select, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { RunInfo } from '../../../shared/contract.ts'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import { type LabelMapping, offerMapping } from '../../../shared/labelMapping.ts'
import { lab } from '../../lab/lab.ts'
import { useDatasets } from '../../lab/queries.ts'
import { go } from '../../router.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { plural } from '../../ui/format.ts'
import { LabelMappingTable } from '../../ui/LabelMappingTable.tsx'
import { isForeign } from '../../ui/runNames.ts'
import { otherDatasets, rowsUnder, testedSplit } from '../../ui/otherDatasets.ts'
import { DomainScores } from './DomainScores.tsx'

export function OutOfDomain({ run }: { readonly run: RunInfo }) {
  const datasets = useDatasets()
  const own = datasets.data?.find(({ id }) => id === run.spec.dataset)
  const others = otherDatasets(datasets.data ?? [], own)
  if (datasets.error) return <ErrorNote error={datasets.error} />
  if (!datasets.data) return null
  return (
    <Stack gap="lg" align="flex-start">
      {run.outOfDomain.length > 0 && <DomainScores run={run} />}
      {own && others.length > 0 ? (
        <Test key={run.outOfDomain.length} run={run} own={own} others={others} />
      ) : (
        <Empty
          title="There is no other dataset like this one"
          text={
            own
              ? 'Bring in rows of another source with the same kind of labels: they show how much of the score holds elsewhere.'
              : isForeign(run)
                ? `This run was trained elsewhere. “lathe evaluate --run ${run.id} --data FILE” scores it on a file.`
                : `The dataset of this run, ${run.datasetName}, has been deleted. Bring it back to test the run on others.`
          }
        >
          <Button onClick={() => go('data')}>Bring in data</Button>
        </Empty>
      )}
    </Stack>
  )
}

interface TestProps {
  readonly run: RunInfo
  readonly own: DatasetManifest
  readonly others: readonly DatasetManifest[]
}

function Test({ run, own, others }: TestProps) {
  const [chosen, setChosen] = useState<string | null>(null)
  const [changed, setChanged] = useState<LabelMapping | null>(null)
  const other = others.find(({ id }) => id === chosen)
  const mapping = changed ?? (other ? offerMapping(other.labels, own.labels) : {})
  const test = useMutation({
    mutationFn: (dataset: DatasetManifest) =>
      lab.call('runs.evaluate', {
        id: run.id,
        dataset: dataset.id,
        ...(dataset.task === 'classify' && { mapping: { ...mapping } }),
      }),
  })
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
          <LabelMappingTable dataset={other} known={own.labels} mapping={mapping} onChange={setChanged} />
          <ErrorNote error={test.error} />
          <Button
            loading={test.isPending}
            disabled={rowsUnder(other, mapping).taken === 0}
            onClick={() => test.mutate(other)}
          >
            Test
          </Button>
          {test.isPending && (
            <Text size="sm" c="dimmed" aria-live="polite">
              The run reads every row once. You may leave this page: the score appears here when it is there.
            </Text>
          )}
        </>
      )}
    </Stack>
  )
}

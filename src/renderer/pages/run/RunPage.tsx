// One run: where it stands, its curves, and behind tabs what it got right and wrong.
import { Anchor, Stack, Tabs, Text } from '@mantine/core'
import { useState } from 'react'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { useAppInfo, useRuns } from '../../lab/queries.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { WhatChanged } from './changed/WhatChanged.tsx'
import { Confusion } from './Confusion.tsx'
import { Examples, type Pick } from './Examples.tsx'
import { LayerCharts } from './LayerCharts.tsx'
import { LayerExits } from './exits/LayerExits.tsx'
import { Log } from './Log.tsx'
import { OutOfDomain } from './OutOfDomain.tsx'
import { PredictedAgainstTrue } from './PredictedAgainstTrue.tsx'
import { OptionsTab } from './OptionsTab.tsx'
import { RunCharts } from './RunCharts.tsx'
import { RunHeader } from './RunHeader.tsx'
import { ScoresTable } from './ScoresTable.tsx'
import { go, hrefOf } from '../../router.ts'
import { isForeign } from '../../ui/runNames.ts'
import { isLanguageModel } from '../../ui/languageModels.ts'
import { methodOfRun } from '../../ui/methodTitle.ts'

export default function RunPage({ id }: { readonly id: string }) {
  const runs = useRuns()
  if (runs.error) return <ErrorNote error={runs.error} />
  if (!runs.data) return null
  const run = runs.data.find((one) => one.id === id)
  if (!run)
    return (
      <Empty title="This run is not there" text="It was deleted, or belongs to another laboratory folder." />
    )
  return <RunView run={run} />
}

function RunView({ run }: { readonly run: RunInfo }) {
  const [tab, setTab] = useState<string | null>(null)
  const [pick, setPick] = useState<Pick>({})
  const info = useAppInfo().data
  const method = methodOfRun(run.spec, info)
  const exit = info?.exits.find(({ id }) => id === run.spec.exit.id && id !== 'none')
  const scores = run.result?.scores
  const classes = scores?.dev?.confusion ?? scores?.test?.confusion
  const numbers = scores !== undefined && run.spec.objective.id === 'regress'
  const first = classes ? 'confusion' : numbers ? 'predicted' : 'scores'
  const look = (cell: Pick): void => {
    setPick(cell)
    setTab('examples')
  }
  return (
    <Stack gap="md">
      <RunHeader run={run} />
      {run.error && (
        <ErrorNote
          error={new Error(run.error.message)}
          action={{ label: 'Change the set-up', onClick: () => go('train', '', { from: run.id }) }}
        />
      )}
      <Text c="dimmed">
        {[
          `${method}${run.datasetName && ` on ${run.datasetName}`}`,
          ...(exit ? [`early exit: ${exit.title}`] : []),
          ...(run.modelTitle === '' ? [] : [`starting from ${run.modelTitle}`]),
        ].join(', ')}
        . {run.note} {!isLanguageModel(run) && !isForeign(run) && <CompareLink run={run} />}
      </Text>
      {/* Without steps there is one point of each curve, which the scores tell better. */}
      {!isForeign(run) && run.spec.tuning.id !== 'none' && <RunCharts run={run} />}
      {run.spec.exit.id !== 'none' && <LayerCharts run={run} />}
      <Tabs value={tab ?? first} onChange={setTab}>
        <Tabs.List>
          {classes && <Tabs.Tab value="confusion">Confusion</Tabs.Tab>}
          {numbers && <Tabs.Tab value="predicted">Predicted</Tabs.Tab>}
          {scores && !isLanguageModel(run) && !isForeign(run) && (
            <Tabs.Tab value="examples">Examples</Tabs.Tab>
          )}
          {run.result?.layers && <Tabs.Tab value="exits">Layer exits</Tabs.Tab>}
          <Tabs.Tab value="scores">Scores</Tabs.Tab>
          {(scores || isForeign(run)) && !isLanguageModel(run) && (
            <Tabs.Tab value="domains">Out of domain</Tabs.Tab>
          )}
          {run.spec.tuning.id !== 'none' && <Tabs.Tab value="changed">What changed</Tabs.Tab>}
          <Tabs.Tab value="options">Options</Tabs.Tab>
          <Tabs.Tab value="log">Log</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="scores" pt="md">
          <ScoresTable run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="confusion" pt="md">
          <Confusion run={run} onPick={look} />
        </Tabs.Panel>
        <Tabs.Panel value="predicted" pt="md">
          <PredictedAgainstTrue run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="examples" pt="md">
          <Examples run={run} pick={pick} onPick={setPick} />
        </Tabs.Panel>
        {run.result?.layers && (
          <Tabs.Panel value="exits" pt="md">
            <LayerExits key={run.id} run={run} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="domains" pt="md">
          <OutOfDomain run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="changed" pt="md">
          <WhatChanged run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="options" pt="md">
          <OptionsTab run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="log" pt="md">
          <Log run={run} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}

/** To the comparison or recipe that the run is part of, or to a new one on the same rows. */
function CompareLink({ run }: { readonly run: RunInfo }) {
  if (run.rung)
    return (
      <Anchor size="sm" href={hrefOf('compare', run.rung.ladder)}>
        The comparison it is part of
      </Anchor>
    )
  if (run.recipe)
    return (
      <Anchor size="sm" href={hrefOf('recipes', run.recipe.recipe)}>
        The recipe it is part of
      </Anchor>
    )
  return (
    <Anchor size="sm" href={hrefOf('compare', 'new', { dataset: run.spec.dataset, model: run.spec.model })}>
      Compare methods on this data
    </Anchor>
  )
}

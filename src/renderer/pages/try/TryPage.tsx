// Try it: type a text and see what a trained run says of it, beside what other runs on the same model say.
import { Button, MultiSelect, Select, Stack } from '@mantine/core'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { useDatasets, useRuns } from '../../lab/queries.ts'
import { go } from '../../router.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { isLanguageModel, writes } from '../../ui/languageModels.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { isForeign, labelOf } from '../../ui/runNames.ts'
import { Answering } from './Answering.tsx'
import { AskedTexts, type Pairs } from './AskedTexts.tsx'
import { EarlyAnswering } from './EarlyAnswering.tsx'
import { hasExits } from './exitRules.ts'
import { FilePrediction } from './FilePrediction.tsx'
import { Writing } from './Writing.tsx'

/** More would not fit beside each other. */
const mostBeside = 7

interface TryPageProps {
  /** Names the run, and after commas those beside it. */
  readonly id: string
  /** `exit`: the rule by which texts leave, e.g. entropy=0.3; "all" asks all layers. */
  readonly query: URLSearchParams
}

export default function TryPage({ id, query }: TryPageProps) {
  const runs = useRuns()
  const datasets = useDatasets().data
  if (runs.error) return <ErrorNote error={runs.error} />
  if (!runs.data) return null
  const trained = runs.data
    .filter((run) => run.result !== null && (writes(run) || !isLanguageModel(run)))
    .toSorted((a, b) => b.number - a.number)
  const [first, ...others] = id.split(',')
  const run = trained.find((one) => one.id === first) ?? trained[0]
  if (!run)
    return (
      <Empty
        title="Nothing to try yet"
        text="Once a run has learned something, type a text here and see what it says."
      >
        <Button onClick={() => go('train')}>Set up a run</Button>
      </Empty>
    )
  const pairsOf = (one: RunInfo): Pairs => {
    // What an adapter from elsewhere reads, it does not tell.
    if (isForeign(one)) return 'perhaps'
    return datasets?.find((dataset) => dataset.id === one.spec.dataset)?.pairs ? 'always' : 'never'
  }
  const pairs = pairsOf(run)
  const fits = (others: Pairs): boolean =>
    others === pairs || others === 'perhaps' || (pairs === 'perhaps' && others === 'never')
  const comparable = trained.filter(
    (one) =>
      one.id !== run.id && !isLanguageModel(one) && one.spec.model === run.spec.model && fits(pairsOf(one)),
  )
  const beside = comparable.filter((one) => others.includes(one.id)).slice(0, mostBeside)
  const options = (all: readonly RunInfo[]): { value: string; label: string }[] =>
    all.map((one) => ({ value: one.id, label: labelOf(one) }))
  return (
    <Stack maw={beside.length > 0 ? 1100 : 800}>
      <PageTitle title="Try it">
        <Select
          aria-label="Run"
          w={300}
          allowDeselect={false}
          data={options(trained)}
          value={run.id}
          onChange={(chosen) => chosen !== null && go('try', chosen)}
        />
      </PageTitle>
      {!writes(run) && comparable.length > 0 && (
        <MultiSelect
          label="Beside"
          description={`Other runs on ${run.modelTitle} answer the same text. The model is in memory once for all.`}
          placeholder={beside.length === 0 ? 'Choose runs' : ''}
          data={options(comparable)}
          value={beside.map((one) => one.id)}
          maxValues={mostBeside}
          searchable
          clearable
          hidePickedOptions
          onChange={(chosen) => go('try', [run.id, ...chosen].join(','))}
        />
      )}
      {writes(run) ? (
        <Writing key={run.id} run={run} />
      ) : hasExits(run) && beside.length === 0 ? (
        <EarlyAnswering key={run.id} run={run} pairs={pairs} exit={query.get('exit')} />
      ) : (
        <>
          <AskedTexts pairs={beside.some((one) => pairsOf(one) === 'never') ? 'never' : pairs}>
            {(asked) => <Answering runs={[run, ...beside]} asked={asked} />}
          </AskedTexts>
          {beside.length === 0 && <FilePrediction key={run.id} run={run} pairs={pairs} rule={null} />}
        </>
      )}
    </Stack>
  )
}

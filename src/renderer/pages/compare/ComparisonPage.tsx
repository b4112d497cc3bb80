// One comparison: how far it is, and what its finished runs say.
import { Loader, Stack, Text } from '@mantine/core'
import type { LadderDetails } from '../../../shared/ladder.ts'
import { useAppInfo, useLadder } from '../../lab/queries.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { plural } from '../../ui/format.ts'
import { ComparisonHeader } from './ComparisonHeader.tsx'
import { methodsOf } from './methods.ts'
import { Result } from './Result.tsx'
import { RunsGrid } from './RunsGrid.tsx'

export function ComparisonPage({ id }: { readonly id: string }) {
  const ladder = useLadder(id)
  const info = useAppInfo()
  if (ladder.error)
    return (
      <Empty
        title="This comparison is not there"
        text="It was deleted, or belongs to another laboratory folder."
      />
    )
  if (!ladder.data || !info.data) return <Loader size="sm" aria-label="Loading" />
  const titles = new Map(info.data.tunings.map((tuning) => [tuning.id, tuning.title]))
  const methods = methodsOf(ladder.data.spec, (tuning) => titles.get(tuning) ?? tuning)
  const failed = ladder.data.runs.filter(({ state }) => state === 'failed')
  return (
    <Stack gap="lg">
      <ComparisonHeader ladder={ladder.data} methods={methods} />
      <Text c="dimmed">{aboutOf(ladder.data)}</Text>
      {failed[0]?.error && (
        <ErrorNote error={new Error(`${plural(failed.length, 'run')} failed. ${failed[0].error.message}`)} />
      )}
      <Result ladder={ladder.data} methods={methods} about={aboutOf(ladder.data)} />
      <RunsGrid ladder={ladder.data} methods={methods} />
    </Stack>
  )
}

/** What is compared, in a sentence. */
function aboutOf({ spec, datasetName, modelTitle, elsewhereNames }: LadderDetails): string {
  const few = spec.sizes.filter((size) => size !== 'all')
  const sizes = [
    ...(few.length > 0 ? [`${few.join(', ')} rows per class`] : []),
    ...(few.length < spec.sizes.length ? ['all rows'] : []),
  ].join(' and ')
  const apart = elsewhereNames.length > 0 ? ` Tested also on ${elsewhereNames.join(', ')}.` : ''
  return `${plural(spec.methods.length, 'method')} on ${datasetName}, starting from ${modelTitle}, ${plural(spec.seeds, 'seed')} each, with ${sizes}.${apart}`
}

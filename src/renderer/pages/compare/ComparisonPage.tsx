// One comparison: how far it is, and what its finished runs say.
import { Loader, Stack, Text } from '@mantine/core'
import { useAppInfo, useLadder } from '../../lab/queries.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { plural } from '../../ui/format.ts'
import { ComparisonHeader } from './ComparisonHeader.tsx'
import { methodsOf } from '../../../shared/comparison/methods.ts'
import { aboutOf } from '../../../shared/comparison/words.ts'
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

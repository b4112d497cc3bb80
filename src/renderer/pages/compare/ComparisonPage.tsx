// One comparison: how far it is, and what its finished runs say.
import { Loader, Stack, Text } from '@mantine/core'
import { LabError } from '../../../shared/labError.ts'
import type { LadderDetails } from '../../../shared/ladder.ts'
import { useLadder } from '../../lab/queries.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { plural } from '../../ui/format.ts'
import { ComparisonHeader } from './ComparisonHeader.tsx'
import { methodsOf, type ComparedMethod } from '../../../shared/comparison/methods.ts'
import { aboutOf, sizeTitle } from '../../../shared/comparison/words.ts'
import { Result } from './Result.tsx'
import { RunsGrid } from './RunsGrid.tsx'

export function ComparisonPage({ id }: { readonly id: string }) {
  const ladder = useLadder(id)
  if (ladder.error && LabError.from(ladder.error).code !== 'notFound')
    return <ErrorNote error={ladder.error} />
  if (ladder.error)
    return (
      <Empty
        title="This comparison is not there"
        text="It was deleted, or belongs to another laboratory folder."
      />
    )
  if (!ladder.data) return <Loader size="sm" aria-label="Loading" />
  const methods = methodsOf(ladder.data.spec)
  return (
    <Stack gap="lg">
      <ComparisonHeader ladder={ladder.data} methods={methods} />
      <Text c="dimmed">{aboutOf(ladder.data)}</Text>
      <Troubles ladder={ladder.data} methods={methods} />
      <Result ladder={ladder.data} />
      <RunsGrid ladder={ladder.data} methods={methods} />
    </Stack>
  )
}

/** Runs that failed, and runs that could not be scored out of domain. */
function Troubles({
  ladder,
  methods,
}: {
  readonly ladder: LadderDetails
  readonly methods: readonly ComparedMethod[]
}) {
  const failed = ladder.runs.filter(({ error }) => error !== null)
  const unscored = ladder.runs.filter(
    ({ result, outOfDomain }) => result !== null && outOfDomain.length < ladder.spec.elsewhere.length,
  )
  const first = failed[0]
  return (
    <>
      {first?.error && (
        <ErrorNote
          error={
            new Error(
              `${plural(failed.length, 'run')} failed, the first with ${methods[first.method]?.title}, ${sizeTitle(first.size)}, seed ${first.seed}. ${first.error.message}`,
            )
          }
        />
      )}
      {unscored[0] && ladder.state !== 'running' && (
        <ErrorNote
          error={
            new Error(`${plural(unscored.length, 'run')} have no score out of domain. ${unscored[0].note}`)
          }
        />
      )}
    </>
  )
}

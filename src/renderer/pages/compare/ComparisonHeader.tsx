// A comparison's name, state and progress: which run is at work, how long still, Stop and Continue.
import { Anchor, Button, Progress, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { LadderDetails } from '../../../shared/ladder.ts'
import { lab } from '../../lab/lab.ts'
import { useLiveRun } from '../../lab/liveRuns.ts'
import { queries, refresh } from '../../lab/queries.ts'
import { go, hrefOf } from '../../router.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { count, duration } from '../../ui/format.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { RunState } from '../../ui/RunState.tsx'
import { secondsLeft, type ComparedMethod } from '../../../shared/comparison/methods.ts'
import { ladderName, sizeTitle } from '../../../shared/comparison/words.ts'

interface ComparisonHeaderProps {
  readonly ladder: LadderDetails
  readonly methods: readonly ComparedMethod[]
}

export function ComparisonHeader({ ladder, methods }: ComparisonHeaderProps) {
  const { id, state, counts, total, spec } = ladder
  const take = (changed: LadderDetails): void => void queries.setQueryData(['ladder', id], changed)
  const stop = useMutation({ mutationFn: () => lab.call('ladders.stop', { id }), onSuccess: take })
  const goOn = useMutation({ mutationFn: () => lab.call('ladders.continue', { id }), onSuccess: take })
  const rename = useMutation({
    mutationFn: (name: string) => lab.call('ladders.rename', { id, name }),
    onSuccess: () => Promise.all([refresh('ladders'), refresh('ladder', id)]),
  })
  const ended = (counts.done ?? 0) + (counts.failed ?? 0)
  return (
    <Stack gap="sm">
      <PageTitle title={ladderName(ladder)} onRename={rename.mutate} beside={<RunState state={state} />}>
        {state === 'running' && (
          <Button color="orange" variant="light" loading={stop.isPending} onClick={() => stop.mutate()}>
            Stop and keep
          </Button>
        )}
        {state === 'stopped' && (
          <Button loading={goOn.isPending} onClick={() => goOn.mutate()}>
            Continue
          </Button>
        )}
        {state !== 'running' && (
          <Button
            variant="default"
            onClick={() => go('compare', 'new', { dataset: spec.dataset, model: spec.model })}
          >
            New comparison
          </Button>
        )}
      </PageTitle>
      <ErrorNote error={stop.error ?? goOn.error ?? rename.error} />
      {state !== 'done' && (
        <Progress value={(100 * ended) / total} size="sm" aria-label="Progress of the comparison" />
      )}
      {state === 'running' && <AtWork ladder={ladder} methods={methods} ended={ended} />}
      {state === 'stopped' && (
        <Text size="sm" c="dimmed">
          {count(ended)} of {count(total)} runs have ended. Continue makes the others; nothing is done twice.
        </Text>
      )}
    </Stack>
  )
}

/** Which run is at work, and how long all of them will take. */
function AtWork({ ladder, methods, ended }: ComparisonHeaderProps & { readonly ended: number }) {
  const atOnce = useQuery({ queryKey: ['settings'], queryFn: () => lab.call('settings.get', {}) }).data
    ?.runsAtOnce
  const run = ladder.runs.find(({ state }) => state === 'running')
  const { progress } = useLiveRun(run?.run ?? '')
  const left = secondsLeft(ladder.runs, progress?.secondsLeft ?? null, atOnce ?? 1)
  return (
    <Text size="sm" aria-live="polite">
      {run?.run ? (
        <>
          Run {count(ended + 1)} of {count(ladder.total)}:{' '}
          <Anchor href={hrefOf('runs', run.run)} size="sm">
            {methods[run.method]?.title}, {sizeTitle(run.size)}, seed {run.seed}
          </Anchor>
          {progress && progress.steps > 0 && (
            <Text span c="dimmed">
              {' '}
              (step {count(progress.step)} of {count(progress.steps)})
            </Text>
          )}
        </>
      ) : (
        `${count(ended)} of ${count(ladder.total)} runs have ended; the next one waits for its turn`
      )}
      .{left !== null && ` About ${duration(left)} left.`}
    </Text>
  )
}

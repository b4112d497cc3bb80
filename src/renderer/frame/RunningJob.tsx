// The run at work, small: its loss so far, how far it is, how long still.
import { Anchor, Progress, Stack, Text, Tooltip } from '@mantine/core'
import type { RunInfo } from '../../shared/runInfo.ts'
import { smooth, thin } from '../charts/series.ts'
import { useLiveRun } from '../lab/liveRuns.ts'
import { hrefOf } from '../router.ts'
import { duration } from '../ui/format.ts'
import { nameOf } from '../ui/runNames.ts'

const width = 168
const height = 32

export function RunningJob({ run }: { readonly run: RunInfo }) {
  const live = useLiveRun(run.id)
  const progress = live.progress ?? run.progress
  const loss = thin(live.series['train/loss'] ?? [], 200)
  return (
    <Stack gap={4} role="group" aria-label="Running job">
      <Anchor href={hrefOf('runs', run.id)} size="xs" fw={600} lineClamp={1}>
        {nameOf(run)}
      </Anchor>
      <svg width={width} height={height} role="img" aria-label="Training loss so far">
        <polyline
          points={outline(
            smooth(
              loss.map(({ value }) => value),
              0.8,
            ),
          )}
          fill="none"
          stroke="var(--mantine-primary-color-filled)"
          strokeWidth={1.5}
        />
      </svg>
      {progress && progress.steps > 0 && (
        <>
          <Progress
            value={(100 * progress.step) / progress.steps}
            size={4}
            aria-label="Progress of the running job"
          />
          <Text size="xs" c="dimmed">
            {progress.secondsLeft === null ? progress.phase : `${duration(progress.secondsLeft)} left`}
          </Text>
        </>
      )}
    </Stack>
  )
}

/** The same for a narrow rail: how far it is, as a bar that leads to the run. */
export function RunningMark({ run }: { readonly run: RunInfo }) {
  const live = useLiveRun(run.id)
  const progress = live.progress ?? run.progress
  const share = progress && progress.steps > 0 ? (100 * progress.step) / progress.steps : 0
  return (
    <Tooltip label={`${nameOf(run)}: ${Math.floor(share)} %`} position="right">
      <Anchor
        href={hrefOf('runs', run.id)}
        display="block"
        py="xs"
        aria-label={`Running job: ${nameOf(run)}`}
      >
        <Progress value={share} size={6} aria-label="Progress of the running job" />
      </Anchor>
    </Tooltip>
  )
}

function outline(values: readonly number[]): string {
  const finite = values.filter(Number.isFinite)
  const low = Math.min(...finite)
  const span = Math.max(...finite) - low || 1
  return finite
    .map(
      (value, i) =>
        `${((width * i) / Math.max(1, finite.length - 1)).toFixed(1)},${(1 + (height - 2) * (1 - (value - low) / span)).toFixed(1)}`,
    )
    .join(' ')
}

// Work of the host that takes its time: what it does, how far it is, how long still, and Stop.
import { Button, Progress as Bar, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Progress } from '../../shared/run.ts'
import { ErrorNote } from './ErrorNote.tsx'
import { duration } from './format.ts'

interface WorkAtHandProps {
  /** Null until it has said something. */
  readonly progress: Progress | null
  readonly onStop: () => Promise<unknown>
}

export function WorkAtHand({ progress, onStop }: WorkAtHandProps) {
  const stop = useMutation({ mutationFn: onStop })
  const left = progress?.secondsLeft ?? null
  return (
    <Stack gap="xs" w="100%" maw={520} py="xl" align="flex-start">
      <Text aria-live="polite">{progress?.phase ?? 'Starting'}</Text>
      <Bar
        w="100%"
        aria-label="Progress"
        value={progress && progress.steps > 0 ? (100 * progress.step) / progress.steps : 0}
      />
      <Text size="sm" c="dimmed">
        {left === null ? 'You may leave this page meanwhile.' : `${duration(left)} left`}
      </Text>
      <Button size="xs" variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
        Stop
      </Button>
      <ErrorNote error={stop.error} />
    </Stack>
  )
}

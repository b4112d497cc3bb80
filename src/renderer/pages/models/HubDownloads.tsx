// Models on their way from the Hub. They go on while the window is closed, and again after Lathe was.
import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { HubDownload } from '../../../shared/hub.ts'
import { LabError } from '../../../shared/labError.ts'
import { cancelDownload, download, pauseDownload, useDownloads } from '../../lab/hub.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { bytes, duration } from '../../ui/format.ts'

export function HubDownloads() {
  const downloads = useDownloads()
  if (downloads.error) return <ErrorNote error={downloads.error} />
  if (!downloads.data || downloads.data.length === 0) return null
  return (
    <Stack gap="sm" component="section" aria-label="Downloads">
      {downloads.data.map((one) => (
        <Download key={one.id} of={one} />
      ))}
    </Stack>
  )
}

function Download({ of }: { readonly of: HubDownload }) {
  const { id, repo, revision, state, bytes: arrived, total, error } = of
  const goOn = useMutation({ mutationFn: () => download(repo, revision) })
  const pause = useMutation({ mutationFn: () => pauseDownload(id) })
  const cancel = useMutation({ mutationFn: () => cancelDownload(id) })
  const working = state === 'running' || state === 'checking'
  const failed =
    goOn.error ?? pause.error ?? cancel.error ?? (error && new LabError('network', error.message))
  return (
    <Stack gap={4} role="group" aria-label={repo}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text style={{ overflowWrap: 'anywhere' }}>
          {revision === 'main' ? repo : `${repo} (${revision})`}: {progressOf(of)}
        </Text>
        <Group gap="xs" wrap="nowrap">
          {working ? (
            <Button
              size="compact-xs"
              variant="default"
              loading={pause.isPending}
              onClick={() => pause.mutate()}
            >
              Pause
            </Button>
          ) : (
            <Button size="compact-xs" loading={goOn.isPending} onClick={() => goOn.mutate()}>
              Resume
            </Button>
          )}
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            loading={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            Cancel
          </Button>
        </Group>
      </Group>
      <Progress
        value={total > 0 ? (100 * arrived) / total : 0}
        {...(working ? {} : { color: 'gray' })}
        animated={state === 'checking'}
        size="sm"
        aria-label={`Progress of ${repo}`}
      />
      <ErrorNote error={failed} />
    </Stack>
  )
}

/** How far it is, in words. */
function progressOf({
  state,
  bytes: arrived,
  total,
  bytesPerSecond,
  secondsLeft,
  note,
}: HubDownload): string {
  const size = `${bytes(arrived)} of ${bytes(total)}`
  if (state === 'checking') return `${bytes(total)}, checking it…`
  if (state === 'paused') return `paused at ${size}`
  if (state === 'failed') return `stopped at ${size}`
  if (note !== '') return `${size}. ${note}`
  const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`
  return bytesPerSecond > 0 ? `${size}, ${bytes(bytesPerSecond)}/s${left}` : size
}

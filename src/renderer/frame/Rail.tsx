// The left rail: the pages, and at its foot the device, the memory and the running job.
import { ActionIcon, Box, Group, NavLink, Progress, Stack, Text, Tooltip } from '@mantine/core'
import { useAppInfo, useRuns } from '../lab/queries.ts'
import { useLiveRun } from '../lab/liveRuns.ts'
import { hrefOf, type Place } from '../router.ts'
import { bytes } from '../ui/format.ts'
import { pages } from './pages.ts'
import { PageIcon } from './PageIcon.tsx'
import { RunningJob, RunningMark } from './RunningJob.tsx'

export const railWidth = { open: 200, narrow: 58 } as const

interface RailProps {
  readonly place: Place
  /** Only the drawings, with the words in tooltips. */
  readonly narrow: boolean
  readonly onNarrow: (narrow: boolean) => void
}

export function Rail({ place, narrow, onNarrow }: RailProps) {
  const running = useRuns().data?.find(({ state }) => state === 'running' || state === 'stopping')
  return (
    <Stack h="100%" gap={0} justify="space-between">
      <Box p="xs">
        <Group justify="space-between" wrap="nowrap" gap={0}>
          {!narrow && (
            <Text
              component="a"
              href="#/"
              fw={700}
              fz={18}
              px="sm"
              py="xs"
              display="block"
              c="bright"
              td="none"
            >
              Lathe
            </Text>
          )}
          <Tooltip label={narrow ? 'Show the words' : 'Make the rail narrow'} position="right">
            <ActionIcon
              variant="subtle"
              color="gray"
              size={narrow ? 42 : 28}
              aria-label="Narrow rail"
              aria-pressed={narrow}
              onClick={() => onNarrow(!narrow)}
            >
              <span aria-hidden>{narrow ? '»' : '«'}</span>
            </ActionIcon>
          </Tooltip>
        </Group>
        {pages.map(({ page, title, help }) => (
          <Tooltip
            key={page}
            label={narrow ? `${title}: ${help}` : help}
            position="right"
            openDelay={narrow ? 0 : 600}
          >
            <NavLink
              href={hrefOf(page)}
              aria-label={title}
              label={narrow ? undefined : title}
              leftSection={<PageIcon page={page} />}
              active={place.page === page}
              aria-current={place.page === page ? 'page' : undefined}
              py={narrow ? 10 : 6}
              style={{ borderRadius: 4 }}
            />
          </Tooltip>
        ))}
      </Box>
      {narrow ? (
        <Box p="xs">{running && <RunningMark run={running} />}</Box>
      ) : (
        <Stack p="md" gap="sm">
          {running && <RunningJob run={running} />}
          <Machine runId={running?.id ?? ''} device={running?.result?.device} />
        </Stack>
      )}
    </Stack>
  )
}

function Machine({ runId, device }: { readonly runId: string; readonly device: string | undefined }) {
  const { data: info } = useAppInfo()
  const { progress } = useLiveRun(runId)
  if (!info) return null
  const used = progress?.memoryBytes ?? 0
  const available = info.devices.filter((one) => one.available && one.name !== 'auto')
  return (
    <Stack gap={4}>
      <Text size="xs" c="dimmed">
        {device ?? available.map(({ title }) => title).join(', ')}
      </Text>
      <Progress value={(100 * used) / info.memoryBytes} size={4} aria-label="Memory used by the run" />
      <Text size="xs" c="dimmed">
        {used > 0 && `${bytes(used)} of `}
        {bytes(info.memoryBytes)} memory
      </Text>
    </Stack>
  )
}

// The left rail: the pages, and at its foot the device, the memory and the running job.
import { Box, NavLink, Progress, Stack, Text } from '@mantine/core'
import { useAppInfo, useRuns } from '../lab/queries.ts'
import { useLiveRun } from '../lab/liveRuns.ts'
import { hrefOf, type Place } from '../router.ts'
import { bytes } from '../ui/format.ts'
import { pages } from './pages.ts'
import { RunningJob } from './RunningJob.tsx'

export function Rail({ place }: { readonly place: Place }) {
  const running = useRuns().data?.find(({ state }) => state === 'running' || state === 'stopping')
  return (
    <Stack h="100%" gap={0} justify="space-between">
      <Box p="xs">
        <Text component="a" href="#/" fw={700} fz={18} px="sm" py="xs" display="block" c="bright" td="none">
          Lathe
        </Text>
        {pages.map(({ page, title, help }) => (
          <NavLink
            key={page}
            href={hrefOf(page)}
            label={title}
            title={help}
            active={place.page === page}
            aria-current={place.page === page ? 'page' : undefined}
            py={6}
            style={{ borderRadius: 4 }}
          />
        ))}
      </Box>
      <Stack p="md" gap="sm">
        {running && <RunningJob run={running} />}
        <Machine runId={running?.id ?? ''} device={running?.result?.device} />
      </Stack>
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

// Settings: how the window looks, what the machine offers, where everything lies.
import {
  NumberInput,
  SegmentedControl,
  Stack,
  Table,
  Text,
  Title,
  useMantineColorScheme,
} from '@mantine/core'
import { lab } from '../../lab/lab.ts'
import { useMutation, useQuery } from '@tanstack/react-query'
import { queries, useAppInfo } from '../../lab/queries.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { bytes, capital } from '../../ui/format.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'

export default function SettingsPage() {
  const info = useAppInfo()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Stack gap="lg" align="flex-start">
      <PageTitle title="Settings" />
      <Stack gap="xs" align="flex-start">
        <Title order={2}>Theme</Title>
        <SegmentedControl
          aria-label="Theme"
          value={colorScheme}
          onChange={(scheme) => setColorScheme(scheme as typeof colorScheme)}
          data={[
            { value: 'auto', label: 'As the system' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
      </Stack>
      <RunsAtOnce />
      <ErrorNote error={info.error} />
      {info.data && (
        <>
          <Stack gap="xs">
            <Title order={2}>Devices</Title>
            <Table w="auto" aria-label="Devices">
              <Table.Tbody>
                {info.data.devices.map(({ name, title, available, reason }) => (
                  <Table.Tr key={name}>
                    <Table.Td>{title}</Table.Td>
                    <Table.Td>
                      {available ? (
                        '✓ Ready'
                      ) : (
                        <Text size="sm" c="dimmed">
                          {capital(reason)}
                        </Text>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Stack>
          <Stack gap="xs">
            <Title order={2}>About</Title>
            <Facts
              label="About"
              facts={[
                { name: 'Lathe', value: info.data.version },
                { name: 'Cores', value: info.data.cores },
                { name: 'Memory', value: bytes(info.data.memoryBytes) },
                { name: 'Data folder', value: info.data.home },
              ]}
            />
          </Stack>
        </>
      )}
    </Stack>
  )
}

function RunsAtOnce() {
  const settings = useQuery({ queryKey: ['settings'], queryFn: () => lab.call('settings.get', {}) })
  const set = useMutation({
    mutationFn: (runsAtOnce: number) => lab.call('settings.set', { runsAtOnce }),
    onSuccess: (now) => queries.setQueryData(['settings'], now),
  })
  return (
    <>
      <NumberInput
        label="Runs at once"
        description="How many runs train at the same time; the others wait"
        w={320}
        min={1}
        max={8}
        value={settings.data?.runsAtOnce ?? 1}
        onChange={(value) => typeof value === 'number' && value >= 1 && set.mutate(value)}
      />
      <ErrorNote error={settings.error ?? set.error} />
    </>
  )
}

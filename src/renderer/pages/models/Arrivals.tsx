// Models on their way in, each with how far it is and a way to stop it.
import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { bytes } from '../../ui/format.ts'
import { dismiss, useArrivals, type Arrival } from './arrivals.ts'

export function Arrivals() {
  const arrivals = useArrivals()
  if (arrivals.length === 0) return null
  return (
    <Stack gap="sm" component="section" aria-label="On their way">
      {arrivals.map((arrival) =>
        arrival.error === null ? (
          <OnTheWay key={arrival.key} arrival={arrival} />
        ) : (
          <ErrorNote
            key={arrival.key}
            error={arrival.error}
            action={{ label: 'Take it out', onClick: () => dismiss(arrival.key) }}
          />
        ),
      )}
    </Stack>
  )
}

function OnTheWay({ arrival: { name, sent, total, cancel } }: { readonly arrival: Arrival }) {
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Text>
          {name}: {total > 0 && sent < total ? `${bytes(sent)} of ${bytes(total)}` : 'reading it…'}
        </Text>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={cancel}>
          Stop
        </Button>
      </Group>
      <Progress
        value={total > 0 ? (100 * sent) / total : 100}
        animated={sent >= total}
        size="sm"
        aria-label={name}
      />
    </Stack>
  )
}

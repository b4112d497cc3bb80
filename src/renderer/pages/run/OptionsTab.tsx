// Everything that decided the run's numbers.
import { Button, Group, Stack, Text } from '@mantine/core'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { save } from '../../lab/files.ts'
import { moment } from '../../ui/format.ts'
import { OptionsTable } from '../../ui/OptionsTable.tsx'

export function OptionsTab({ run }: { readonly run: RunInfo }) {
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          The same options and seed give the same numbers on the same machine. Created {moment(run.created)}.
        </Text>
        <Button
          size="xs"
          variant="default"
          onClick={() => save(`run-${run.number}.json`, `${JSON.stringify(run.spec, null, 2)}\n`)}
        >
          Save as JSON
        </Button>
      </Group>
      <OptionsTable runs={[run]} />
    </Stack>
  )
}

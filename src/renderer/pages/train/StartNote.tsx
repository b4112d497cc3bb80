// A new run that goes on from another one's weights: its method is settled.
import { Button, Group, Text } from '@mantine/core'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { useAppInfo } from '../../lab/queries.ts'
import { nameOf } from '../../ui/runNames.ts'

interface StartNoteProps {
  readonly run: RunInfo
  readonly onAnew: () => void
}

export function StartNote({ run, onAnew }: StartNoteProps) {
  const { id } = run.spec.tuning
  const method = useAppInfo().data?.tunings.find((tuning) => tuning.id === id)?.title ?? id
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">
        Goes on from the weights of {nameOf(run)}: {method}, with its options. With the same classes it starts
        where that one ended.
      </Text>
      <Button variant="default" size="xs" onClick={onAnew} style={{ flexShrink: 0 }}>
        Start anew
      </Button>
    </Group>
  )
}

// Deleting without fear: it happens at once and a note offers to take it back.
import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { LabError } from '../../shared/labError.ts'

const time = 10_000

/** Says what was done, with a button that undoes it. */
export function offerUndo(sentence: string, undo: () => Promise<unknown>): void {
  const id = notifications.show({
    autoClose: time,
    withBorder: true,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{sentence}</Text>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            notifications.hide(id)
            undo().catch(report)
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  })
}

/** Shows an error that happened away from where the eye is. */
export function report(error: unknown): void {
  notifications.show({
    color: 'red',
    withBorder: true,
    autoClose: false,
    message: LabError.from(error).message,
  })
}

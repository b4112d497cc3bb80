// An error as a sentence where the eye already is, with at most one way out.
import { Alert, Button, Group, Text } from '@mantine/core'
import { LabError } from '../../shared/labError.ts'

interface ErrorNoteProps {
  readonly error: unknown
  readonly action?: { readonly label: string; readonly onClick: () => void }
}

/** Nothing while `error` is null or undefined. */
export function ErrorNote({ error, action }: ErrorNoteProps) {
  if (error === null || error === undefined) return null
  return (
    <Alert
      variant="default"
      role="alert"
      p="xs"
      style={{ borderLeft: '4px solid var(--mantine-color-red-6)' }}
    >
      <Group justify="space-between" wrap="nowrap" gap="md">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {LabError.from(error).message}
        </Text>
        {action && (
          <Button size="xs" variant="default" onClick={action.onClick} style={{ flexShrink: 0 }}>
            {action.label}
          </Button>
        )}
      </Group>
    </Alert>
  )
}

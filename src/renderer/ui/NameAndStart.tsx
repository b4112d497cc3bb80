// The end of a form that starts work: a name for it, and the button.
import { Button, TextInput } from '@mantine/core'
import { ErrorNote } from './ErrorNote.tsx'

interface NameAndStartProps {
  readonly name: string
  readonly onName: (name: string) => void
  /** Whether all is chosen that the work needs. */
  readonly ready: boolean
  readonly starting: boolean
  /** Why it did not start. */
  readonly error: unknown
  readonly onStart: () => void
}

export function NameAndStart({ name, onName, ready, starting, error, onStart }: NameAndStartProps) {
  return (
    <>
      <TextInput
        label="Name"
        placeholder="Optional"
        maxLength={200}
        value={name}
        onChange={(event) => onName(event.currentTarget.value)}
      />
      <Button size="md" disabled={!ready} loading={starting} onClick={onStart}>
        Start
      </Button>
      <ErrorNote error={error} />
    </>
  )
}

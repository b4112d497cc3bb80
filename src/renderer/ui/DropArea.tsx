// Where the eye is asked to drop a file; a click or Enter chooses one instead.
import { Text } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'

interface DropAreaProps {
  readonly label: string
  readonly onFiles: (files: readonly File[]) => void
}

export function DropArea({ label, onFiles }: DropAreaProps) {
  return (
    // Drops beside the area belong to the whole window (DropAnywhere), so they must not be prevented here.
    <Dropzone onDrop={onFiles} preventDropOnDocument={false} role="button" aria-label={label} px="lg" py="md">
      <Text c="dimmed">{label}</Text>
    </Dropzone>
  )
}

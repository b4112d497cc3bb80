// Prompts and baselines to compare beside the methods that are cards.
import { Checkbox, Stack, Text } from '@mantine/core'
import type { OtherAsking } from './draft.ts'

interface OtherAskingsProps {
  readonly offered: readonly OtherAsking[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: string[]) => void
}

export function OtherAskings({ offered, chosen, onChange }: OtherAskingsProps) {
  return (
    <Checkbox.Group
      label="Prompts and baselines"
      description="On the same rows. A prompt takes a template and words that are known to suit the labels."
      value={[...chosen]}
      onChange={onChange}
    >
      <Stack gap="xs" mt="xs">
        {offered.map(({ id, title, summary }) => (
          <Checkbox key={id} value={id} label={title} description={<Text size="sm">{summary}</Text>} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}

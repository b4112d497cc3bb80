// Prompts and baselines to compare beside the methods that are cards.
import { Anchor, Checkbox, Code, Group, Stack, Text } from '@mantine/core'
import type { WrittenPrompt } from '../../prompts/written.ts'
import type { OtherAsking } from './draft.ts'

interface OtherAskingsProps {
  readonly offered: readonly OtherAsking[]
  readonly chosen: readonly string[]
  /** What prompts ask with; none for the usual one. */
  readonly prompts: readonly WrittenPrompt[]
  readonly onChange: (chosen: string[]) => void
  /** Takes the usual prompt. */
  readonly onUsual: () => void
}

export function OtherAskings({ offered, chosen, prompts, onChange, onUsual }: OtherAskingsProps) {
  return (
    <Checkbox.Group
      label="Prompts and baselines"
      description={
        prompts.length === 0
          ? 'On the same rows. A prompt takes a template and words that are known to suit the labels.'
          : 'On the same rows. Each way to ask by a prompt is compared with each of the templates above.'
      }
      value={[...chosen]}
      onChange={onChange}
    >
      {prompts.length > 0 && (
        <Stack gap={4} mt="xs" align="flex-start">
          {prompts.map(({ template, words }, i) => (
            // A template may be there twice, with other words.
            <Group key={i} gap="xs">
              <Text size="sm">{i + 1}</Text>
              <Code>{template}</Code>
              <Text size="sm" c="dimmed">
                {Object.values(words).join(' / ')}
              </Text>
            </Group>
          ))}
          <Anchor component="button" type="button" size="sm" onClick={onUsual}>
            Take the usual template instead
          </Anchor>
        </Stack>
      )}
      <Stack gap="xs" my="xs">
        {offered.map(({ id, title, summary }) => (
          <Checkbox key={id} value={id} label={title} description={<Text size="sm">{summary}</Text>} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}

// A small "?" that explains a word of the field in one paragraph.
import { ActionIcon, Popover, Text } from '@mantine/core'
import { terms, type TermName } from './terms.ts'

/** The paragraph opens beside the button, and so comes next for a screen reader; Escape closes it. */
export function Term({ name }: { readonly name: TermName }) {
  const { title, text } = terms[name]
  return (
    <Popover width={320} position="bottom-start" shadow="md" withinPortal={false}>
      <Popover.Target>
        <ActionIcon
          size={18}
          radius="xl"
          variant="default"
          c="dimmed"
          fz={11}
          fw={600}
          aria-label={`Explain: ${title}`}
        >
          ?
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Text fw={600}>{title}</Text>
        <Text>{text}</Text>
      </Popover.Dropdown>
    </Popover>
  )
}

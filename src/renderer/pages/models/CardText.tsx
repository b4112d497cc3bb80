// A model's card for reading: headings, paragraphs and code of its Markdown; everything else as it is written.
import { Code, Stack, Text, Title } from '@mantine/core'
import { cardParts } from './cardParts.ts'

export function CardText({ card }: { readonly card: string }) {
  return (
    <Stack gap="xs" maw={760}>
      {cardParts(card).map(({ kind, text }, i) => {
        if (kind === 'heading')
          return (
            <Title key={i} order={3} fz="md" mt="xs">
              {text}
            </Title>
          )
        if (kind === 'code')
          return (
            <Code key={i} block>
              {text}
            </Code>
          )
        return (
          <Text key={i} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {text}
          </Text>
        )
      })}
    </Stack>
  )
}

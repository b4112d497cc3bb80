// The text of a row in a table, with its second text behind it.
import { Text } from '@mantine/core'

interface RowTextProps {
  readonly text: string
  readonly pair?: string | undefined
}

export function RowText({ text, pair }: RowTextProps) {
  return (
    <Text size="sm" className="fold" title={text}>
      {text}
      {pair !== undefined && (
        <Text span c="dimmed">
          {' '}
          | {pair}
        </Text>
      )}
    </Text>
  )
}

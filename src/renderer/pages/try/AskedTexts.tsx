// The text that is typed, and what follows from it as soon as the hands rest.
import { Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState, type ReactNode } from 'react'

/** Milliseconds without a key before the text is looked at. */
const pause = 250

/** Whether runs read two texts. */
export type Pairs = 'never' | 'perhaps' | 'always'

/** A text to be answered. */
export interface Asked {
  readonly text: string
  readonly pair?: string
}

interface AskedTextsProps {
  readonly pairs: Pairs
  /** What follows from a text that is complete. */
  readonly children: (asked: Asked) => ReactNode
}

export function AskedTexts({ pairs, children }: AskedTextsProps) {
  const [typed, setTyped] = useState({ text: '', pair: '' })
  const [asked] = useDebouncedValue(typed, pause)
  const ready = asked.text.trim() !== '' && (pairs !== 'always' || asked.pair.trim() !== '')
  const alone = pairs === 'never' || asked.pair.trim() === ''
  return (
    <>
      <Textarea
        label={pairs === 'never' ? 'Text' : 'First text'}
        placeholder="Type or paste a text; the answer follows as you type"
        autosize
        minRows={3}
        maxRows={12}
        value={typed.text}
        onChange={(event) => setTyped({ ...typed, text: event.currentTarget.value })}
        autoFocus
      />
      {pairs !== 'never' && (
        <Textarea
          label={pairs === 'always' ? 'Second text' : 'Second text, where it reads pairs'}
          autosize
          minRows={3}
          maxRows={12}
          value={typed.pair}
          onChange={(event) => setTyped({ ...typed, pair: event.currentTarget.value })}
        />
      )}
      {ready && children(alone ? { text: asked.text } : asked)}
    </>
  )
}

// A text, and what each of the chosen runs says of it while it is typed.
import { Loader, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { RunInfo } from '../../../shared/contract.ts'
import { lab } from '../../lab/lab.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Answers } from './Answers.tsx'

/** Milliseconds without a key before the text is looked at. */
const pause = 250

/** Whether runs read two texts. */
export type Pairs = 'never' | 'perhaps' | 'always'

interface AnsweringProps {
  readonly runs: readonly RunInfo[]
  readonly pairs: Pairs
}

export function Answering({ runs, pairs }: AnsweringProps) {
  const [typed, setTyped] = useState({ text: '', pair: '' })
  const [asked] = useDebouncedValue(typed, pause)
  const ready = asked.text.trim() !== '' && (pairs !== 'always' || asked.pair.trim() !== '')
  const alone = pairs === 'never' || asked.pair.trim() === ''
  const ids = runs.map(({ id }) => id)
  const answer = useQuery({
    queryKey: ['predict', ids, asked],
    queryFn: () => lab.call('runs.predict', { ids, texts: [alone ? { text: asked.text } : asked] }),
    enabled: ready,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  })
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
      <ErrorNote error={answer.error} />
      {ready && answer.isPending && <Loader size="sm" aria-label="Thinking" />}
      {ready && answer.data && <Answers runs={runs} said={answer.data} />}
    </>
  )
}

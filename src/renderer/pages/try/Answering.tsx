// What each of the chosen runs says of a text.
import { Loader } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { lab } from '../../lab/lab.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Answers } from './Answers.tsx'
import type { Asked } from './AskedTexts.tsx'

interface AnsweringProps {
  readonly runs: readonly RunInfo[]
  readonly asked: Asked
}

export function Answering({ runs, asked }: AnsweringProps) {
  const ids = runs.map(({ id }) => id)
  const answer = useQuery({
    queryKey: ['predict', ids, asked],
    queryFn: () => lab.call('runs.predict', { ids, texts: [asked] }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  })
  return (
    <>
      <ErrorNote error={answer.error} />
      {answer.isPending && <Loader size="sm" aria-label="Thinking" />}
      {answer.data && <Answers runs={runs} said={answer.data} />}
    </>
  )
}

// What a run with exits says of a text, by no more layers than its rule needs, and what that saves.
import { Loader } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { RunInfo } from '../../../shared/runInfo.ts'
import type { ExitRule } from '../../../shared/exits/rules.ts'
import { lab } from '../../lab/lab.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import type { Asked } from './AskedTexts.tsx'
import { LayerPath } from './LayerPath.tsx'

interface LeavingProps {
  readonly run: RunInfo
  readonly rule: ExitRule | null
  readonly asked: Asked
}

export function Leaving({ run: { id }, rule, asked }: LeavingProps) {
  const answer = useQuery({
    queryKey: ['leave', id, rule, asked],
    queryFn: () => lab.call('exits.answer', { id, texts: [asked], rule, measure: rule !== null }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  })
  return (
    <>
      <ErrorNote error={answer.error} />
      {answer.isPending && <Loader size="sm" aria-label="Thinking" />}
      {answer.data && <LayerPath said={answer.data} />}
    </>
  )
}

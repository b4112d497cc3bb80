// Prompts that are known for a dataset, and what a model makes of the one that is being written.
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { lab } from '../../lab/lab.ts'

/** Milliseconds without a key before the model is asked. */
const pause = 400
/** Rows that are shown filled in. */
const shown = 3

export const useKnownPrompts = (dataset: string, model: string) =>
  useQuery({
    queryKey: ['knownPrompts', dataset, model],
    queryFn: () => lab.call('prompts.known', { dataset, model }),
    enabled: dataset !== '' && model !== '',
    retry: false,
  })

interface WrittenPrompt {
  readonly dataset: string
  readonly model: string
  readonly template: string
  readonly words: Readonly<Record<string, string>>
}

/** The newest answer stays while the next one is being made. */
export function usePromptLook(prompt: WrittenPrompt) {
  const [text] = useDebouncedValue(JSON.stringify(prompt), pause)
  const settled = JSON.parse(text) as WrittenPrompt
  return useQuery({
    queryKey: ['promptLook', text],
    queryFn: () =>
      lab.call('prompts.look', {
        ...settled,
        words: { ...settled.words },
        maxLength: 128,
        scored: 200,
        shown,
      }),
    enabled: settled.dataset !== '' && settled.model !== '',
    placeholderData: keepPreviousData,
    retry: false,
  })
}

// Prompts that are known for a dataset, and what a model makes of those that are being written.
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query'
import { lab } from '../lab/lab.ts'
import type { StudiedPrompt } from './written.ts'

/** Milliseconds without a key before the model is asked. */
const pause = 400
/** Rows that are shown filled in. */
const shown = 4
/** Rows that a prompt is scored on. */
const scored = 200
/** Longest prompt in tokens, alone and with examples. */
const mostTokens = { alone: 128, withExamples: 512 }

export const useKnownPrompts = (dataset: string, model: string) =>
  useQuery({
    queryKey: ['knownPrompts', dataset, model],
    queryFn: () => lab.call('prompts.known', { dataset, model }),
    enabled: dataset !== '' && model !== '',
    retry: false,
  })

interface Place {
  readonly dataset: string
  readonly model: string
}

const lookOptions = (
  { dataset, model }: Place,
  { template, words, range, description, demonstrations }: StudiedPrompt,
) =>
  queryOptions({
    queryKey: [
      'promptLook',
      dataset,
      model,
      JSON.stringify([template, words, range, description, demonstrations]),
    ],
    queryFn: () =>
      lab.call('prompts.look', {
        dataset,
        model,
        template,
        words: { ...words },
        ...(range ? { range } : {}),
        ...(description ? { description } : {}),
        ...(demonstrations ? { demonstrations } : {}),
        maxLength: demonstrations?.perClass ? mostTokens.withExamples : mostTokens.alone,
        scored,
        shown,
      }),
    enabled: dataset !== '' && model !== '',
    retry: false,
  })

/** `value` once it has stood still for a moment. */
function useSettled<T>(value: T): T {
  const [text] = useDebouncedValue(JSON.stringify(value), pause)
  return JSON.parse(text) as T
}

/** What the model makes of one prompt; the newest answer stays while the next one is being made. */
export function usePromptLook(place: Place, prompt: StudiedPrompt) {
  const settled = useSettled({ place, prompt })
  return useQuery({ ...lookOptions(settled.place, settled.prompt), placeholderData: keepPreviousData })
}

/** What the model makes of each of some prompts, in their order; nothing where a prompt is still being written. */
export function usePromptLooks(place: Place, prompts: readonly StudiedPrompt[]) {
  const settled = useSettled({ place, prompts })
  const options = settled.prompts.map((prompt) => lookOptions(settled.place, prompt))
  const looks = useQueries({ queries: options })
  return prompts.map((prompt) => {
    const at = JSON.stringify(lookOptions(place, prompt).queryKey)
    return looks[options.findIndex(({ queryKey }) => JSON.stringify(queryKey) === at)]
  })
}

// The templates that a person works on: a sheet for each dataset and kind of model, kept on this machine.
import { useLocalStorage } from '@mantine/hooks'
import { z } from 'zod'
import { demonstrationWish, type KnownPromptInfo, promptRange } from '../../../shared/prompts.ts'
import type { StudiedPrompt } from '../../prompts/written.ts'

const sheetPrompt = z.object({
  /** Stays the same while everything else of it is edited. */
  key: z.string(),
  template: z.string(),
  words: z.record(z.string(), z.string()),
  range: promptRange.nullable(),
  description: z.string().optional(),
  demonstrations: demonstrationWish.optional(),
})
export type SheetPrompt = Readonly<z.infer<typeof sheetPrompt>>

const sheet = z.object({
  prompts: z.array(sheetPrompt),
  /** The key of the one that is edited. */
  chosen: z.string(),
})
export interface Sheet {
  readonly prompts: readonly SheetPrompt[]
  readonly chosen: string
}

const desk = z.object({
  /** What was looked at last. */
  dataset: z.string(),
  model: z.string(),
  sheets: z.record(z.string(), sheet),
})
type Desk = z.infer<typeof desk>

const empty: Desk = { dataset: '', model: '', sheets: {} }

/** Everything that is kept, and how to change it. What another version of the programme left and cannot be read is left behind. */
export const useDesk = () =>
  useLocalStorage<Desk>({
    key: 'prompts',
    defaultValue: empty,
    getInitialValueInEffect: false,
    deserialize: (text) => readDesk(text ?? ''),
  })

export function readDesk(text: string): Desk {
  try {
    const read = desk.safeParse(JSON.parse(text))
    return read.success ? read.data : empty
  } catch {
    return empty
  }
}

/** Where a sheet lies: what suits a model that fills gaps does not suit one that writes on. */
export const sheetName = (dataset: string, kind: string): string => `${dataset} ${kind}`

/** A sheet with everything that is known to suit the dataset. */
export function firstSheet(known: readonly KnownPromptInfo[]): Sheet {
  const prompts = known.map(({ template, words, range }, i) => ({
    key: String(i + 1),
    template,
    words,
    range,
  }))
  return { prompts, chosen: prompts[0]?.key ?? '' }
}

export const changed = (sheet: Sheet, key: string, to: StudiedPrompt): Sheet => ({
  ...sheet,
  prompts: sheet.prompts.map((prompt) =>
    prompt.key === key ? { ...to, words: { ...to.words }, key } : prompt,
  ),
})

/** With one more, chosen to be edited, after the one called `after`, or at the end. */
export function added(sheet: Sheet, prompt: StudiedPrompt, after?: string): Sheet {
  const key = String(1 + Math.max(0, ...sheet.prompts.map((one) => Number(one.key))))
  const at = sheet.prompts.findIndex((one) => one.key === after)
  const prompts = sheet.prompts.toSpliced(at < 0 ? sheet.prompts.length : at + 1, 0, {
    ...prompt,
    words: { ...prompt.words },
    key,
  })
  return { prompts, chosen: key }
}

/** Without one; its neighbour is chosen where it was. */
export function removed(sheet: Sheet, key: string): Sheet {
  const at = sheet.prompts.findIndex((one) => one.key === key)
  const prompts = sheet.prompts.filter((one) => one.key !== key)
  const neighbour = prompts[Math.min(at, prompts.length - 1)]?.key ?? ''
  return { prompts, chosen: sheet.chosen === key ? neighbour : sheet.chosen }
}

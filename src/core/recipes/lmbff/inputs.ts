// What the steps of LM-BFF tell its works.
import { z } from 'zod'
import { origins } from '../../../shared/lmbff.ts'

const words = z.record(z.string(), z.string())
const from = z.enum(origins)

const wordSearch = z.object({ candidates: z.number(), count: z.number() })
export type WordSearch = z.infer<typeof wordSearch>

export const wordsInput = wordSearch.extend({ template: z.string(), maxLength: z.number() })
export type WordsInput = z.infer<typeof wordsInput>

export const templatesInput = z.object({
  words,
  beam: z.number(),
  count: z.number(),
  maxLength: z.number(),
  /** The T5 that writes them; empty where the recipe's own model does. */
  model: z.string(),
})
export type TemplatesInput = z.infer<typeof templatesInput>

export const pairsInput = z.object({
  templates: z.array(z.object({ template: z.string(), from })),
  words: z.array(z.object({ words, from })),
  /** Words are searched under each template, too, unless it is null. */
  search: wordSearch.nullable(),
  maxLength: z.number(),
})
export type PairsInput = z.infer<typeof pairsInput>

// What the recipe LM-BFF finds, as its works, its page and its report know it.
import { z } from 'zod'

const words = z
  .record(z.string(), z.string())
  .meta({ description: 'For each label the word that fills the gap' })
const trainingScores = {
  accuracy: z
    .number()
    .meta({ description: 'Share of the training rows that the untrained model gets right' }),
  likelihood: z.number().meta({ description: 'Mean log-probability of the true label’s word' }),
}

/** Label words, best first. */
export const foundWords = z.object({
  template: z.string().meta({ description: 'Under which they were searched' }),
  found: z.array(z.object({ words, ...trainingScores })),
})
export type FoundWords = z.infer<typeof foundWords>

/** Templates, likeliest first. */
export const foundTemplates = z.object({
  words,
  found: z.array(
    z.object({
      template: z.string(),
      score: z
        .number()
        .meta({ description: 'Mean log-probability of its words; where T5 wrote it, of all of it' }),
    }),
  ),
})
export type FoundTemplates = z.infer<typeof foundTemplates>

/** Where a template or the words of a prompt come from. */
export const origins = ['given', 'known', 'found'] as const
export type Origin = (typeof origins)[number]

/** A template with label words, and what the untrained model makes of the training rows with them. */
export const promptPair = z.object({
  template: z.string(),
  words,
  templateFrom: z.enum(origins),
  wordsFrom: z.enum(origins),
  ...trainingScores,
})
export type PromptPair = z.infer<typeof promptPair>

/** Every template with every choice of words, best first. */
export const judgedPairs = z.object({ rows: z.number(), pairs: z.array(promptPair) })
export type JudgedPairs = z.infer<typeof judgedPairs>

/** How a run did: validation chooses, test is only told. */
const outcome = z.object({ run: z.string(), dev: z.number(), test: z.number().nullable() })

/** What the recipe has found. */
export const lmbffResult = z.object({
  run: z.string().meta({ description: 'The one to keep' }),
  pairs: z.number().meta({ description: 'Prompts that were judged untrained' }),
  trials: z.array(promptPair.extend({ run: z.string(), dev: z.number(), chosen: z.boolean() })),
  plain: outcome,
  demonstrated: outcome.extend({ choice: z.string() }).nullable(),
})
export type LmbffResult = z.infer<typeof lmbffResult>

/** Prompts with one template among those that are tried: words that differ little learn alike. */
const mostWithOneTemplate = 2

/** The prompts to try: the first of those that nobody searched for, then the best, few with the same template. */
export function chosenPairs(pairs: readonly PromptPair[], count: number): PromptPair[] {
  const usual = pairs.find(({ templateFrom, wordsFrom }) => templateFrom !== 'found' && wordsFrom !== 'found')
  const chosen: PromptPair[] = usual ? [usual] : []
  for (const pair of pairs) {
    if (chosen.length === count) break
    const alike = chosen.filter(({ template }) => template === pair.template).length
    if (pair !== usual && alike < mostWithOneTemplate) chosen.push(pair)
  }
  return chosen
}

/** The id of the step that tries the prompt `i`. */
export const trialId = (i: number): string => `trial-${i + 1}`

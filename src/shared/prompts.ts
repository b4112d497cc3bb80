// What a prompt makes of rows before any training.
import { z } from 'zod'

/** The words of a dataset of numbers are those of its two ends. */
export const poles = ['low', 'high'] as const

/** The numbers that the words of the two ends stand for. */
export const promptRange = z.object({ low: z.number(), high: z.number() })
export type PromptRange = z.infer<typeof promptRange>

/** The range unless another is given: that of similarity scores as in STS-B. */
export const usualRange: PromptRange = { low: 0, high: 5 }

const words = z.record(z.string(), z.string())

/** A template with words that suit a dataset. */
export const knownPromptInfo = z.object({
  title: z.string(),
  template: z.string(),
  words,
  range: promptRange.nullable().meta({ description: 'Null where the words stand for classes' }),
})
export type KnownPromptInfo = z.infer<typeof knownPromptInfo>

/** Solved rows in the prompt, from which a model may see what is asked; nothing is trained. */
export const demonstrationWish = z.object({
  perClass: z.number().int().min(0).max(32).default(0).meta({
    title: 'Examples of each class',
    description:
      'Training rows with their label words that stand in every prompt. More leave less room for each text.',
  }),
  selection: z.enum(['random', 'similar']).default('random').meta({
    title: 'Selection',
    description: '"random" takes any, the same for every row; "similar" those nearest in meaning to the row.',
  }),
  orders: z.number().int().min(1).max(24).default(4).meta({
    title: 'Orders',
    description:
      'How often it is tried: the same examples in so many orders, and as many other random selections. It takes that many times as long.',
  }),
  seed: z.number().int().default(0).meta({
    title: 'Seed',
    description: 'Another one draws other examples and orders.',
  }),
})
export type DemonstrationWish = z.infer<typeof demonstrationWish>

/** A prompt, and how much of it is looked at. */
export const promptQuestion = z.object({
  template: z
    .string()
    .max(4000)
    .default('')
    .meta({ description: 'Empty takes one that is known to suit the labels' }),
  words: words.default({}).meta({
    description:
      'For each label its words, with commas or slashes; empty takes those known to suit the labels. Of numbers the labels are low and high',
  }),
  range: promptRange.default(usualRange).meta({
    description: 'For datasets of numbers, those that the words for low and high stand for',
  }),
  description: z
    .string()
    .max(4000)
    .default('')
    .meta({ description: 'Says once, before everything else, what is to be done' }),
  demonstrations: demonstrationWish.prefault({}),
  maxLength: z.number().int().min(8).max(8192).default(128).meta({ description: 'Longest prompt in tokens' }),
  scored: z
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(200)
    .meta({ description: 'Most rows that it is scored on; 0 for no scores' }),
  shown: z.number().int().min(0).max(50).default(5).meta({ description: 'Rows that are shown filled in' }),
})
export type PromptQuestion = z.infer<typeof promptQuestion>

const share = z.number().meta({ description: 'A probability, or a share of rows' })

/** A row's prompt as the model reads it, and what the model puts in the gap. */
export const shownPrompt = z.object({
  row: z.number(),
  label: z.string(),
  truncated: z.boolean().meta({ description: 'Whether its texts were cut, so that the prompt fits' }),
  parts: z
    .array(
      z.object({
        kind: z.enum(['words', 'field', 'mask', 'segment', 'description', 'example']),
        text: z.string(),
      }),
    )
    .meta({ description: 'An example is a whole solved row' }),
  gaps: z
    .array(z.array(z.object({ word: z.string(), probability: share })))
    .meta({ description: 'For each {mask} the likeliest words of the whole vocabulary, best first' }),
  predicted: z.string(),
  probabilities: z
    .array(z.object({ label: z.string(), probability: share }))
    .meta({ description: 'Of the labels, or of low and high' }),
})
export type ShownPrompt = z.infer<typeof shownPrompt>

const judged = {
  rows: z.object({ dev: z.number(), train: z.number() }),
  truncated: z.number(),
}

/** How the model sorts rows into classes with a prompt that it was not trained on. */
export const classPromptScores = z.object({
  kind: z.literal('classes'),
  ...judged,
  accuracy: z.number(),
  macroF1: z.number(),
  loss: z.number().meta({ description: 'Mean negative log-likelihood of the true label' }),
  contextual: z.number().meta({ description: 'Accuracy after contextual calibration' }),
  pmi: z.number().meta({ description: 'Accuracy by domain conditional pointwise mutual information' }),
  bias: share.meta({
    description:
      'How far the mean probabilities are from the true shares: half the sum of their differences, 0 to 1',
  }),
  prior: z
    .array(
      z.object({
        label: z.string(),
        truth: share.meta({ description: 'Share of the rows that have the label' }),
        predicted: share.meta({ description: 'Mean probability over the rows' }),
        contentFree: share.meta({ description: 'Mean probability over inputs without content' }),
      }),
    )
    .meta({ description: 'How much the prompt leans to each label' }),
})
export type ClassPromptScores = z.infer<typeof classPromptScores>

const spread = z.object({ mean: z.number(), deviation: z.number() })

/** How the model rates rows between two words with a prompt that it was not trained on. */
export const numberPromptScores = z.object({
  kind: z.literal('numbers'),
  ...judged,
  pearson: z.number(),
  spearman: z.number(),
  loss: z.number().meta({ description: 'Mean squared error' }),
  bias: z.number().meta({ description: 'Mean of the answers less the mean of the labels' }),
  truth: spread,
  predicted: spread,
  contentFree: z.number().meta({ description: 'Mean answer to inputs without content' }),
})
export type NumberPromptScores = z.infer<typeof numberPromptScores>

export const promptScores = z.discriminatedUnion('kind', [classPromptScores, numberPromptScores])
export type PromptScores = z.infer<typeof promptScores>

/** How one order of one selection of examples scores. */
export const contextScore = z.object({
  selection: z.number().meta({ description: 'From 0; 0 is tried in several orders' }),
  order: z.number().meta({ description: 'From 0' }),
  score: z.number().meta({ description: 'Accuracy, or of numbers the Pearson correlation' }),
  calibrated: z
    .number()
    .nullable()
    .meta({ description: 'Accuracy after contextual calibration; null for numbers' }),
  loss: z.number(),
})
export type ContextScore = z.infer<typeof contextScore>

export const promptLook = z.object({
  template: z.string(),
  words: z.record(z.string(), z.array(z.string())).meta({ description: 'Those of every label' }),
  shown: z.array(shownPrompt),
  scores: promptScores.nullable().meta({ description: 'With examples those of the first order' }),
  trials: z
    .array(contextScore)
    .meta({ description: 'Every order and selection of the examples; empty without examples or scores' }),
})
export type PromptLook = z.infer<typeof promptLook>

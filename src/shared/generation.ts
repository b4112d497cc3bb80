// Texts that a causal language model writes, and its judgement of given ones: options and results.
import { z } from 'zod'

export const generationOptions = z.object({
  maxNewTokens: z.number().int().min(1).max(100_000).default(100).meta({
    title: 'New tokens',
    description: 'The most tokens to write. A text that ends earlier stops there.',
  }),
  temperature: z.number().min(0).max(10).default(0.8).meta({
    title: 'Temperature',
    description: 'How daring the choice is: 0 always takes the most likely token, 1 draws as the model says.',
  }),
  topK: z.number().int().min(0).default(50).meta({
    title: 'Top k',
    description: 'Draw only among the k most likely tokens. 0 is off.',
  }),
  topP: z.number().min(0.01).max(1).default(0.95).meta({
    title: 'Top p',
    description: 'Draw only among the most likely tokens that together have this probability. 1 is off.',
  }),
  seed: z.number().int().default(13).meta({
    title: 'Seed',
    description: 'The same seed and settings write the same text again.',
  }),
})
export type GenerationOptions = z.output<typeof generationOptions>

/** Why a text ended: the model ended it, it has its tokens, the model's context is full, or somebody stopped it. */
export const generationEnds = ['end', 'length', 'context', 'stopped'] as const
export type GenerationEnd = (typeof generationEnds)[number]

/** How likely a model finds one continuation of a context. */
export const continuationScore = z.object({
  text: z.string(),
  tokens: z.number().int(),
  /** Natural logarithms: of the whole continuation, and its mean over the tokens. */
  logProbability: z.number(),
  perToken: z.number(),
  /** The probability among the given continuations. */
  share: z.number(),
})
export type ContinuationScore = z.infer<typeof continuationScore>

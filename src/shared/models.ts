// Models that the laboratory has.
import { z } from 'zod'

/** What a model has been pre-trained to predict: hidden tokens from both sides, or the next token. */
export const languageModels = ['masked', 'causal'] as const

/** The same of models that are not trained as well: T5's writes what stands in gaps of any length. */
const anyLanguageModels = [...languageModels, 'spans'] as const

/** From which run a model was made. */
export const lineage = z.object({
  run: z.string(),
  base: z.string(),
  dataset: z.string(),
  tuning: z.string(),
  score: z.object({ name: z.string(), value: z.number() }).nullable(),
})
export type Lineage = z.infer<typeof lineage>

/** What reading every tensor of a model came to. */
export const modelCheck = z.object({
  at: z.string(),
  tensors: z.number(),
  problems: z
    .array(z.string())
    .meta({ description: 'What is damaged, as sentences; empty where nothing is' }),
})
export type ModelCheck = z.infer<typeof modelCheck>

export const modelInfo = z.object({
  id: z.string(),
  title: z.string(),
  family: z.string(),
  source: z.enum(['starter', 'folder', 'hub', 'run']),
  layers: z.number(),
  hidden: z.number(),
  heads: z.number(),
  vocabulary: z.number(),
  languageModel: z.enum(anyLanguageModels),
  parameters: z.number(),
  bytes: z.number().meta({ description: 'On disk, of all its files' }),
  maxLength: z.number(),
  licence: z.string(),
  folder: z.string(),
  lineage: lineage.nullable(),
  check: modelCheck.nullable().meta({ description: 'The last check; null before the first' }),
  runs: z.array(z.number()).meta({ description: 'Numbers of the runs that started from it' }),
  deletion: z.enum(['never', 'trash', 'forget']).meta({
    description:
      'The starter stays; files in the home, and those that Lathe fetched, go to the trash; others are only forgotten',
  }),
})
export type ModelInfo = z.infer<typeof modelInfo>

/** A model that learns and answers. */
export type TrainableModel = ModelInfo & { readonly languageModel: (typeof languageModels)[number] }

export const isTrainable = (model: ModelInfo): model is TrainableModel => model.languageModel !== 'spans'

/** A deleted model that can still be brought back. */
export const trashedModel = z.object({
  id: z.string(),
  title: z.string(),
  bytes: z.number(),
  deleted: z.string(),
})

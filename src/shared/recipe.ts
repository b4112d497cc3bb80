// A recipe at work: a pipeline of ordinary runs, and of works between them that train nothing.
import { z } from 'zod'
import { json } from './json.ts'
import { deviceNames, progress, runResult, runStates, splitOptions } from './run.ts'

/** Everything that decides a recipe's numbers. */
export const recipeSpec = z.object({
  name: z.string().max(200).default(''),
  recipe: z.string().meta({ description: 'Which recipe, by its id' }),
  dataset: z.string().meta({ description: 'Dataset id' }),
  model: z.string().meta({ description: 'Model id' }),
  split: splitOptions.prefault({}),
  options: z.record(z.string(), json).default({}).meta({ description: 'Those of the recipe' }),
  seed: z.number().int().default(13),
  keepWeights: z.boolean().default(false).meta({
    title: 'Keep all weights',
    description: 'Of its runs only the one that a recipe ends with keeps its weights, unless this is set.',
  }),
  device: z.enum(deviceNames).default('auto'),
  threads: z.number().int().min(0).max(256).default(0),
})
export type RecipeSpec = z.infer<typeof recipeSpec>

/** A run's or a work's place in a recipe. */
export const recipeMark = z.object({ recipe: z.string(), step: z.string() })
export type RecipeMark = z.infer<typeof recipeMark>

export const recipeStates = ['running', 'stopped', 'failed', 'done'] as const
/** Continue goes on with one that was `stopped` or `failed`; nothing that is done is done again. */
export type RecipeState = (typeof recipeStates)[number]

const failure = z.object({ code: z.string(), message: z.string() })

/** One step as far as it has come. */
export const recipeStep = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.enum(['run', 'work']),
  state: z.enum(['waiting', ...runStates]),
  run: z.string().nullable().meta({ description: 'Run id; null where it is none, or none yet' }),
  result: runResult.nullable().meta({ description: 'Of a run that is done' }),
  work: json.meta({ description: 'What a work that is done has found; else null' }),
  progress: progress.nullable(),
})
export type RecipeStep = z.infer<typeof recipeStep>

export const recipeInfo = z.object({
  id: z.string(),
  number: z.number().meta({ description: '1, 2, 3 ... in order of creation' }),
  name: z.string(),
  created: z.string(),
  state: z.enum(recipeStates),
  error: failure.nullable(),
  spec: recipeSpec.meta({ description: 'The spec with every default filled in' }),
  datasetName: z.string(),
  modelTitle: z.string(),
  counts: z.object({ done: z.number(), known: z.number().meta({ description: 'Steps known so far' }) }),
})
export type RecipeInfo = z.infer<typeof recipeInfo>

export const recipeDetails = recipeInfo.extend({
  steps: z.array(recipeStep),
  result: json.meta({ description: 'What the recipe has found, in its own form; null before it is done' }),
})
export type RecipeDetails = z.infer<typeof recipeDetails>

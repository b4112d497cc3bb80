// A run as a host tells it, and what it would cost before it starts.
import { z } from 'zod'
import { rung } from './ladder.ts'
import { recipeMark } from './recipe.ts'
import { outOfDomain, progress, runResult, runSpec, runStates, splitNames } from './run.ts'

export const runInfo = z.object({
  id: z.string(),
  number: z.number().meta({ description: '1, 2, 3 ... in order of creation' }),
  name: z.string(),
  state: z.enum(runStates),
  created: z.string(),
  started: z.string().nullable(),
  ended: z.string().nullable(),
  spec: runSpec,
  datasetName: z.string(),
  datasetHash: z.string(),
  modelTitle: z.string(),
  trainableParameters: z.number().nullable(),
  totalParameters: z.number().nullable(),
  progress: progress.nullable(),
  result: runResult.nullable(),
  outOfDomain: z
    .array(outOfDomain)
    .meta({ description: 'Scores on other datasets, one for each, of the weights that the run kept' }),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  note: z.string().meta({ description: 'A sentence on how it ended, e.g. which checkpoint was kept' }),
  rung: rung.nullable().meta({ description: 'Its place on a ladder; null for a run of its own' }),
  recipe: recipeMark.nullable().meta({ description: 'Its place in a recipe; null where it is in none' }),
  canContinue: z.boolean(),
})
export type RunInfo = z.infer<typeof runInfo>

/** What a run would cost, before it starts. */
export const runPlan = z.object({
  spec: runSpec.meta({ description: 'The spec with every default filled in' }),
  trainableParameters: z.number(),
  headParameters: z.number().meta({ description: 'Those of the head, which every method trains' }),
  totalParameters: z.number(),
  rows: z.partialRecord(z.enum(splitNames), z.number()),
  steps: z.number(),
  warnings: z.array(z.string()),
})
export type RunPlan = z.infer<typeof runPlan>

export const runProbe = z.object({
  seconds: z.number(),
  tokensPerSecond: z.number(),
  memoryBytes: z.number(),
  diskBytes: z.number(),
})
export type RunProbe = z.infer<typeof runProbe>

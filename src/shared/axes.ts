// What a person chooses from when setting up a run: the values of each axis, as a host tells them.
import { z } from 'zod'
import { exportFormats } from './exports.ts'
import { languageModels } from './models.ts'

/** A JSON Schema (draft 2020-12) made from an option schema: the window draws its form from it. */
export const jsonSchema = z.record(z.string(), z.unknown())

/** One value of an axis, as the window shows it. */
export const axisValue = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string().meta({ description: 'What it trains or does, one line' }),
  claim: z.string().meta({ description: 'What the lecture says of it, one line' }),
  learningRate: z.number().meta({
    description: 'Learning rate for a model of width 768 (see learningRate.ts); 0 where it has none',
  }),
  schema: jsonSchema,
})
export type AxisValue = z.infer<typeof axisValue>

export const exitValue = axisValue.extend({
  teaches: z.boolean().meta({
    description: 'Whether inner layers learn the probabilities of the last one, which numbers have none of',
  }),
})
export type ExitValue = z.infer<typeof exitValue>

export const tuningValue = axisValue.extend({
  alone: z
    .string()
    .nullable()
    .meta({ description: 'Why it trains with no second method; null where it does' }),
  idle: z.boolean().meta({ description: 'Whether it trains nothing, which only prompts allow' }),
  exports: z.object({ rows: z.array(z.enum(exportFormats)), tokens: z.array(z.enum(exportFormats)) }).meta({
    description: 'The formats that can hold what it trains, of a model that answers rows or predicts tokens',
  }),
})
export type TuningValue = z.infer<typeof tuningValue>

export const objectiveValue = axisValue.extend({
  dataset: z
    .enum(['classify', 'regress'])
    .nullable()
    .meta({ description: 'The kind of dataset that it needs; null where it reads the texts of any' }),
  softLabels: z.boolean().meta({ description: 'Whether the training rows need soft labels' }),
  languageModel: z
    .enum(languageModels)
    .nullable()
    .meta({ description: 'The kind of model that it needs; null where any will do' }),
  tuning: z.string().meta({ description: 'The tuning that suits it unless another is chosen' }),
})
export type ObjectiveValue = z.infer<typeof objectiveValue>

/** A recipe that can be made. */
export const recipeValue = axisValue.omit({ learningRate: true }).extend({
  allRows: z.boolean().meta({ description: 'Whether it wants all rows; others are for a few of each class' }),
})
export type RecipeValue = z.infer<typeof recipeValue>

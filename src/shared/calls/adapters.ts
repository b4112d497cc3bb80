// Adapters from elsewhere, and adapters made of others.
import { z } from 'zod'
import { combinations } from '../combination.ts'
import { fileRef } from '../host.ts'
import { runInfo } from '../runInfo.ts'

/** The folder of an adapter where the host sees it, else its files. */
const adapterFiles = z.array(fileRef).min(1).max(20)

export const adaptersCalls = {
  'adapters.look': {
    input: z.object({ files: adapterFiles }),
    output: z.object({
      kind: z.string().meta({ description: 'What it is, e.g. "LoRA of PEFT"' }),
      baseModel: z.string().meta({ description: 'What it calls its base model' }),
      model: z.string().nullable().meta({ description: 'The model here that this means' }),
      labels: z
        .array(z.string())
        .meta({ description: 'Its classes in order, numbered where it does not tell their names' }),
      labelsKnown: z.boolean(),
    }),
  },
  'adapters.import': {
    input: z.object({
      files: adapterFiles,
      name: z.string().max(200).default(''),
      model: z.string(),
      labels: z
        .array(z.string().trim().max(200))
        .max(1000)
        .optional()
        .meta({ description: 'Names of its classes; without them those that are known' }),
    }),
    output: runInfo,
  },
  // One LoRA of several on the same model, each with a weight.
  'adapters.combine': {
    input: z.object({
      runs: z
        .array(z.object({ id: z.string(), weight: z.number().min(-100).max(100) }))
        .min(2)
        .max(16),
      by: z.enum(combinations).default('cat'),
      rank: z.number().int().min(1).max(16384).optional().meta({ description: 'Of the result, by svd' }),
      name: z.string().max(200).default(''),
    }),
    output: runInfo,
  },
} as const

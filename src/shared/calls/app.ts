// The laboratory itself: what it is, has and is set to.
import { z } from 'zod'
import { exitValue, jsonSchema, objectiveValue, recipeValue, tuningValue } from '../axes.ts'
import { nothing } from './parts.ts'
import { deviceInfo } from '../host.ts'
import { settings } from '../settings.ts'

export const appCalls = {
  'app.info': {
    input: nothing,
    output: z.object({
      version: z.string(),
      host: z.enum(['electron', 'node']),
      home: z.string(),
      memoryBytes: z.number(),
      cores: z.number(),
      devices: z.array(deviceInfo),
      objectives: z.array(objectiveValue),
      tunings: z.array(tuningValue),
      exits: z.array(exitValue),
      recipes: z.array(recipeValue),
      families: z
        .array(z.string())
        .meta({ description: 'Model families that Lathe knows, by the name in config.json' }),
      trainingSchema: jsonSchema,
      ladderSchema: jsonSchema.meta({ description: 'Of the options of a ladder that a form can hold' }),
      splitSchema: jsonSchema,
      generationSchema: jsonSchema,
    }),
  },
  'app.room': {
    input: nothing,
    output: z.object({
      memoryBytes: z.number().meta({ description: 'Memory that programs can still get' }),
      diskBytes: z.number().meta({ description: 'Free room on the disk of the home' }),
    }),
  },
  'settings.get': { input: nothing, output: settings },
  'settings.set': { input: settings, output: settings },
} as const

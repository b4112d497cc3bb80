// Bringing in, checking and keeping models.
import { z } from 'zod'
import { done, id, nothing } from './parts.ts'
import { fileRef } from '../host.ts'
import { modelCheck, modelInfo, trashedModel } from '../models.ts'

export const modelsCalls = {
  'models.list': { input: nothing, output: z.array(modelInfo) },
  'models.addFolder': { input: z.object({ file: fileRef }), output: modelInfo },
  'models.get': {
    input: id,
    output: z.object({
      info: modelInfo,
      config: z.record(z.string(), z.unknown()).meta({ description: 'config.json as it is' }),
      card: z.string().meta({ description: 'README.md without its front matter' }),
      files: z.array(z.object({ name: z.string(), bytes: z.number() })),
    }),
  },
  // For a client that sends a model's files: refuses what cannot work before the large ones are on their way.
  'models.expect': {
    input: z.object({
      config: fileRef,
      files: z.array(z.object({ name: z.string(), bytes: z.number() })).max(1000),
    }),
    output: done,
  },
  'models.addFiles': {
    input: z.object({
      name: z.string().min(1).max(200),
      files: z.array(z.object({ file: fileRef, bytes: z.number() })).max(1000),
    }),
    output: modelInfo,
  },
  'models.fromRun': {
    input: z.object({
      run: z.string(),
      name: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .meta({ description: 'Without one, the model of the run’s best weights, made only once' }),
    }),
    output: modelInfo,
  },
  'models.rename': { input: z.object({ id: z.string(), name: z.string().min(1).max(200) }), output: done },
  'models.verify': { input: id, output: modelCheck },
  'models.reveal': { input: id, output: done },
  'models.delete': { input: id, output: done },
  'models.restore': { input: id, output: done },
  'models.trash': { input: nothing, output: z.array(trashedModel) },
  'models.emptyTrash': { input: nothing, output: done },
} as const

// Bringing in, showing and keeping datasets.
import { z } from 'zod'
import { done, id, nothing, page } from './parts.ts'
import {
  datasetManifest,
  detectedTable,
  example,
  roles,
  tableOptions,
  tasks,
  tokenReport,
} from '../dataset.ts'
import { fileRef } from '../host.ts'
import { splitNames } from '../run.ts'

export const datasetsCalls = {
  'datasets.detect': {
    input: z.object({ file: fileRef, options: tableOptions.prefault({}) }),
    output: detectedTable,
  },
  'datasets.import': {
    input: z.object({
      name: z.string().min(1).max(200),
      task: z.enum(tasks).optional(),
      files: z
        .array(
          z.object({
            file: fileRef,
            split: z.enum(splitNames),
            options: tableOptions.prefault({}),
            roles: roles.optional(),
          }),
        )
        .min(1),
    }),
    output: datasetManifest,
  },
  'datasets.list': { input: nothing, output: z.array(datasetManifest) },
  'datasets.get': { input: id, output: datasetManifest },
  'datasets.rows': {
    input: z.object({
      id: z.string(),
      split: z.enum(splitNames),
      label: z.string().optional(),
      search: z.string().optional(),
      rows: z
        .array(z.number().int())
        .max(500)
        .optional()
        .meta({ description: 'Only rows with these numbers' }),
      ...page,
    }),
    output: z.object({ total: z.number(), rows: z.array(example) }),
  },
  'datasets.tokens': {
    input: z.object({ id: z.string(), model: z.string(), maxLength: z.number().int() }),
    output: tokenReport,
  },
  'datasets.rename': { input: z.object({ id: z.string(), name: z.string().min(1).max(200) }), output: done },
  'datasets.delete': { input: id, output: done },
  'datasets.restore': { input: id, output: done },
  'datasets.sample': { input: nothing, output: datasetManifest },
} as const

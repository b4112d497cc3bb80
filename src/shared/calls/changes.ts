// How training moved what a model makes of texts.
import { z } from 'zod'
import { done, id } from './parts.ts'
import { hiddenChange } from '../changes.ts'
import { progress } from '../run.ts'

export const changesCalls = {
  'changes.get': {
    input: id,
    output: z.object({
      ready: z.boolean().meta({ description: 'Whether the run has weights to compare' }),
      change: hiddenChange
        .nullable()
        .meta({ description: 'Null where nothing was made yet, or it is out of date' }),
      working: z.boolean(),
      progress: progress
        .nullable()
        .meta({ description: 'Of the work under way, once it has said something' }),
    }),
  },
  // Answers when it is done; null where it was stopped. Asked again meanwhile, it is the same work.
  'changes.make': { input: id, output: z.object({ change: hiddenChange.nullable() }) },
  'changes.stop': { input: id, output: done },
} as const

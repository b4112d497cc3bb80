// Models that write.
import { z } from 'zod'
import { done } from './parts.ts'
import { continuationScore, generationEnds, generationOptions } from '../generation.ts'

/** Who writes: a pre-trained model, or a run on top of one. */
const writerSource = z.union([z.object({ model: z.string() }), z.object({ run: z.string() })])

export const textsCalls = {
  'texts.generate': {
    input: z.object({
      of: writerSource,
      request: z
        .string()
        .meta({ description: 'A name that the client gives; texts.piece and texts.stop use it' }),
      prompt: z.string().max(100_000),
      options: generationOptions.prefault({}),
    }),
    output: z.object({
      text: z.string(),
      tokens: z.number(),
      milliseconds: z.number(),
      end: z.enum(generationEnds),
    }),
  },
  'texts.stop': { input: z.object({ request: z.string() }), output: done },
  'texts.score': {
    input: z.object({
      of: writerSource,
      context: z.string().max(100_000),
      continuations: z.array(z.string().min(1)).min(1).max(100),
    }),
    output: z.object({ scores: z.array(continuationScore) }),
  },
} as const

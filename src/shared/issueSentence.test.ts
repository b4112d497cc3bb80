import { expect, test } from 'vitest'
import { z } from 'zod'
import { issueSentence } from './issueSentence.ts'
import { trainingOptions } from './run.ts'

const told = (schema: z.ZodType, value: unknown): string =>
  issueSentence(schema.safeParse(value).error?.issues[0])

test.each([
  [trainingOptions, { maxLength: 4 }, 'it must be at least 8'],
  [trainingOptions, { epochs: 0 }, 'it must be more than 0'],
  [trainingOptions, { dropout: 2 }, 'it must be at most 0.9'],
  [trainingOptions, { batch: 1.5 }, 'it must be a whole number'],
  [trainingOptions, { batch: 'many' }, 'it must be a number'],
  [trainingOptions, { schedule: 'steep' }, 'it must be one of linear, cosine, constant'],
  [z.object({ hidden_size: z.number() }), {}, 'it is missing'],
  [z.object({ files: z.array(z.string()).min(1) }), { files: [] }, 'it must hold at least 1'],
  [z.object({ position: z.literal('absolute') }), { position: 'relative' }, 'it must be absolute'],
  [z.number().refine((n) => n % 2 === 0, 'it must be even'), 3, 'it must be even'],
])('%#: an issue ends a sentence: %o -> %s', (schema, value, sentence) => {
  expect(told(schema, value)).toBe(sentence)
})

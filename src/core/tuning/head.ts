// Head only: the model stays as it is, only the head is trained: a new one, or a language model's own.
import { z } from 'zod'
import { defineTuning } from './tuning.ts'

export const head = defineTuning({
  id: 'head',
  title: 'Head only',
  summary: 'Trains only the head on the frozen model.',
  claim: 'The cheapest: the hidden representation stays as pre-training left it.',
  // Best on four datasets, at ten times that unsteady (bench/README.md).
  learningRate: 1e-3,
  alone: 'Every method trains the head.',
  schema: z.object({}),
  apply: () => ({ hooks: {}, trains: (_, isHead) => isHead }),
})

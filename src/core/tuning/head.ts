// Head only: the model stays as it is, only the task's head is trained.
import { z } from 'zod'
import { defineTuning } from './tuning.ts'

export const head = defineTuning({
  id: 'head',
  title: 'Head only',
  summary: 'Trains only a new linear head on the frozen model.',
  claim: 'The cheapest: the hidden representation stays as pre-training left it.',
  learningRate: 1e-3,
  schema: z.object({}),
  apply: () => ({ hooks: {}, trains: () => false }),
})

// Standard fine-tuning: every weight is trained.
import { z } from 'zod'
import { defineTuning } from './tuning.ts'

export const full = defineTuning({
  id: 'full',
  title: 'Full fine-tuning',
  summary: 'Trains every weight of the model, its head included.',
  claim:
    'The baseline: strong with many labels, but one whole copy of the model per task, and it overfits small data.',
  learningRate: 5e-5,
  alone: 'Full fine-tuning trains every weight already.',
  schema: z.object({}),
  apply: () => ({ hooks: {}, trains: () => true }),
})

// The last layer teaches the others: besides the labels, inner layers learn its answers (Phuong and Lampert 2019).
import { z } from 'zod'
import { allAlike, defineExit } from './exit.ts'
import { certaintyOption } from './options.ts'

export const selfDistil = defineExit({
  id: 'selfDistil',
  title: 'Self-distillation',
  summary: 'Trains all layers together; inner ones also learn what the last layer answers.',
  claim: 'Inner layers learn more from the last layer’s doubts than from labels alone.',
  schema: z.object({
    temperature: z.number().min(0.1).max(20).default(1).meta({
      title: 'Temperature',
      description: 'How soft the last layer’s answers are that the others learn. For classes only.',
    }),
    certainty: certaintyOption,
  }),
  training: ({ temperature, certainty }) => ({
    phases: [{ share: 1, trains: 'all', weights: (_, layers) => allAlike(layers), temperature }],
    sharedPooler: false,
    certainty,
  }),
})

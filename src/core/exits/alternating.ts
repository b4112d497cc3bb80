// BERxiT (Xin et al. 2021, section 3.1): one step for the last layer alone, the next for all layers together.
import { z } from 'zod'
import { allAlike, defineExit, lastAlone } from './exit.ts'
import { certaintyOption } from './options.ts'

export const alternating = defineExit({
  id: 'alternating',
  title: 'Alternating (BERxiT)',
  summary: 'Trains the last layer in one step and all layers together in the next.',
  claim: 'Early layers answer well and the last layer loses little.',
  schema: z.object({ certainty: certaintyOption }),
  training: ({ certainty }) => ({
    phases: [
      {
        share: 1,
        trains: 'all',
        // The released code counts from 0 and begins with the last layer.
        weights: (step, layers) => (step % 2 === 1 ? lastAlone(layers) : allAlike(layers)),
      },
    ],
    sharedPooler: false,
    certainty,
  }),
})

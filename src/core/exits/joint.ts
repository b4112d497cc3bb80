// All layers learn to answer at once: the sum of their losses in each step (Xin et al. 2021, section 3.1, "joint").
import { z } from 'zod'
import { allAlike, defineExit } from './exit.ts'
import { certaintyOption } from './options.ts'

export const joint = defineExit({
  id: 'joint',
  title: 'Joint',
  summary: 'Trains the model and a classifier after every layer together, by the sum of their losses.',
  claim: 'Early layers answer well; the last one may lose a little.',
  schema: z.object({ certainty: certaintyOption }),
  training: ({ certainty }) => ({
    phases: [{ share: 1, trains: 'all', weights: (_, layers) => allAlike(layers) }],
    sharedPooler: false,
    certainty,
  }),
})

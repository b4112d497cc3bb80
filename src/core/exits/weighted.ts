// PABEE (Zhou et al. 2020, equation 7): all layers together, each by its depth, on one pooler.
import { z } from 'zod'
import { defineExit } from './exit.ts'
import { certaintyOption } from './options.ts'

export const weighted = defineExit({
  id: 'weighted',
  title: 'Weighted (PABEE)',
  summary:
    'Trains all layers together, later ones with more weight; made for leaving when several layers agree.',
  claim: 'Later layers count more, so the last one keeps its score.',
  schema: z.object({ certainty: certaintyOption }),
  training: ({ certainty }) => ({
    phases: [
      {
        share: 1,
        trains: 'all',
        // j / sum_j j for layer j = 1 ... n
        weights: (_, layers) =>
          Array.from({ length: layers }, (_, l) => (l + 1) / ((layers * (layers + 1)) / 2)),
      },
    ],
    sharedPooler: true,
    certainty,
  }),
})

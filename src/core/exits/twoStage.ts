// DeeBERT (Xin et al. 2020, section 3.2): first the model as ever, then the exits of inner layers with the model standing still.
import { z } from 'zod'
import { allButLast, defineExit, lastAlone } from './exit.ts'

export const twoStage = defineExit({
  id: 'twoStage',
  title: 'Two stages (DeeBERT)',
  summary: 'Fine-tunes as ever, then trains a classifier after every layer while the model stands still.',
  claim: 'The last layer stays as good as without exits; early layers were never asked to answer.',
  schema: z.object({
    firstShare: z.number().min(0.1).max(0.9).default(0.5).meta({
      title: 'Share of the first stage',
      description: 'Of all steps, how many train the model; the others train the exits.',
    }),
  }),
  training: ({ firstShare }) => ({
    phases: [
      { share: firstShare, trains: 'model', weights: (_, layers) => lastAlone(layers) },
      { share: 1 - firstShare, trains: 'exits', weights: (_, layers) => allButLast(layers) },
    ],
    sharedPooler: false,
    certainty: false,
  }),
})

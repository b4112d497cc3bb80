// A classifier that learns another's distribution over the classes instead of one label for each row (Hinton et al. 2015).
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import { headKind } from '../models/heads.ts'
import { softmax } from '../../shared/softmax.ts'
import { classify } from './classify.ts'
import { defineRowObjective } from './objective.ts'

const options = z.object({
  temperature: z.number().min(0.1).max(100).default(2).meta({
    title: 'Temperature',
    description:
      'Divides the logits of both before they are compared. Larger makes more of what the teacher finds unlikely.',
  }),
  head: headKind,
})

export const softLabels = defineRowObjective({
  id: 'softLabels',
  title: 'Soft labels',
  summary: 'Sorts each text into one class, and learns from how sure others were of each.',
  claim: 'PET: one classifier distilled from an ensemble of prompts, on texts that nobody has labelled.',
  tuning: 'full',
  schema: options,
  kind: 'rows',
  dataset: 'classify',
  softLabels: true,
  for: ({ temperature: T }, labels) => {
    const plain = classify.for({ balance: false, classWeights: {}, labelSmoothing: 0 }, labels, [])
    const classes = labels.length
    return {
      ...plain,
      // T^2 KL(p || softmax(s / T)), p = softmax(t / T), mean over the batch (Schick and Schütze 2021, section 3.3, and its
      // released code): T^2 / n sum_i [ CE(p_i, s_i / T) - H(p_i) ], of which `entropy` is the last part.
      loss: (g, logits) =>
        g.add(
          g.softCrossEntropy(
            g.scale(logits, { factor: 1 / T }),
            g.input('targets', [logits.shape[0]!, classes]),
          ),
          g.input('entropy', []),
        ),
      feeds: (_, batch, soft) => {
        if (!soft) throw new LabError('internal', 'Rows without soft labels were about to be learned.')
        const share = T ** 2 / batch.length
        const data = new Float32Array(soft.length * classes)
        let entropy = 0
        soft.forEach((logits, row) => {
          for (const [c, p] of softmax(logits.map((t) => t / T)).entries()) {
            data[row * classes + c] = share * p
            if (p > 0) entropy += share * p * Math.log(p)
          }
        })
        return {
          targets: { data, shape: [soft.length, classes] },
          entropy: { data: Float32Array.of(entropy), shape: [] },
        }
      },
    }
  },
})

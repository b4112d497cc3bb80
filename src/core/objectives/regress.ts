// Regression: a number for a text or a pair of texts.
import { z } from 'zod'
import { pearson } from '../../shared/statistics.ts'
import { headKind } from '../models/heads.ts'
import { spearman } from './metrics.ts'
import { defineRowObjective } from './objective.ts'
import { wrongNumber } from './wrong.ts'

export const regress = defineRowObjective({
  id: 'regress',
  title: 'Regression',
  summary: 'Gives each text, or pair of texts, a number.',
  claim: 'Standard fine-tuning for scores, such as the similarity of two sentences.',
  tuning: 'lora',
  schema: z.object({ head: headKind }),
  kind: 'rows',
  dataset: 'regress',
  for: () => ({
    kind: 'rows',
    outputs: 1,
    problemType: 'regression',
    criterion: { name: 'pearson', larger: true },
    target: (label) => (label.trim() === '' ? Number.NaN : Number(label)),
    loss: (g, logits) => g.squaredError(logits, g.input('targets', ['B', 1]), g.input('weights', ['B', 1])),
    wrong: (g, logits) => wrongNumber(g.emitter, logits, g.input('targets', ['B', 1])),
    // The mean squared error over the batch
    feeds: (targets, batch) => ({
      targets: { data: Float32Array.from(targets), shape: [targets.length, 1] },
      weights: { data: new Float32Array(targets.length).fill(1 / batch.length), shape: [targets.length, 1] },
    }),
    rowLoss: (logits, target) => (logits[0]! - target) ** 2,
    predict: (logits) => ({
      predicted: String(Number(logits[0]!.toPrecision(4))),
      probabilities: [],
      value: logits[0]!,
    }),
    score: (rows) => {
      const predicted = rows.map((r) => r.logits[0]!)
      const truth = rows.map((r) => r.target)
      const loss = predicted.reduce((sum, p, i) => sum + (p - truth[i]!) ** 2, 0) / rows.length
      return {
        loss,
        examples: rows.length,
        pearson: pearson(predicted, truth),
        spearman: spearman(predicted, truth),
      }
    },
  }),
})

// Classification: one of 2 to 1,000 classes for a text or a pair of texts.
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import { softmax } from '../../shared/softmax.ts'
import { headKind } from '../models/heads.ts'
import { accuracy, classScores, confusionMatrix, macroF1, matthews } from './metrics.ts'
import { defineRowObjective } from './objective.ts'
import { wrongClass } from './wrong.ts'

const options = z.object({
  balance: z.boolean().default(false).meta({
    title: 'Balance classes',
    description: 'Weigh rare classes up, so that each class counts the same in the loss.',
  }),
  classWeights: z.record(z.string(), z.number().min(0)).default({}).meta({
    title: 'Class weights',
    description: 'A weight for each class name; what is not named weighs 1.',
  }),
  labelSmoothing: z.number().min(0).max(0.9).default(0).meta({
    title: 'Label smoothing',
    description: 'Share of each label spread over all classes. Larger makes the model less sure of itself.',
  }),
  head: headKind,
})

export const classify = defineRowObjective({
  id: 'classify',
  title: 'Classification',
  summary: 'Sorts each text, or pair of texts, into one class.',
  claim: 'Standard fine-tuning: a new head on the first token reads the class.',
  tuning: 'lora',
  schema: options,
  kind: 'rows',
  dataset: 'classify',
  for: ({ balance, classWeights, labelSmoothing }, labels, counts) => {
    const classes = labels.length
    const index = new Map(labels.map((label, i) => [label, i]))
    const stray = Object.keys(classWeights).find((label) => !index.has(label))
    if (stray !== undefined) throw unknownClass(stray, labels)
    // Balanced: n / (C n_c), so that a batch drawn at random weighs every class the same
    const rows = counts.reduce((a, b) => a + b, 0)
    const balanced = (c: number): number => (balance && counts[c] ? rows / classes / counts[c] : 1)
    const weights = labels.map((label, c) => (classWeights[label] ?? 1) * balanced(c))
    return {
      kind: 'rows',
      outputs: classes,
      problemType: 'single_label_classification',
      criterion: { name: 'accuracy', larger: true },
      target: (label) => index.get(label) ?? Number.NaN,
      loss: (g, logits) => g.softCrossEntropy(logits, g.input('targets', [logits.shape[0]!, classes])),
      wrong: (g, logits) => wrongClass(g.emitter, logits, g.input('targets', ['B', classes])),
      // Weighted, smoothed cross-entropy as PyTorch defines it: row i with class y puts
      //   (1 - e) w_y [c = y] + e w_c / C   on class c, all divided by the batch's sum of w_y
      feeds: (targets, batch) => {
        // A batch whose every row weighs 0 teaches nothing.
        const total = batch.reduce((sum, y) => sum + weights[y]!, 0) || 1
        const data = new Float32Array(targets.length * classes)
        targets.forEach((y, row) => {
          if (labelSmoothing > 0)
            for (let c = 0; c < classes; c++)
              data[row * classes + c] = (labelSmoothing * weights[c]!) / classes / total
          data[row * classes + y]! += ((1 - labelSmoothing) * weights[y]!) / total
        })
        return { targets: { data, shape: [targets.length, classes] } }
      },
      rowLoss: (logits, y) => -Math.log(Math.max(softmax(logits)[y]!, 1e-45)),
      predict: (logits) => {
        const p = softmax(logits)
        const best = p.indexOf(Math.max(...p))
        return {
          predicted: labels[best]!,
          probabilities: labels.map((label, i) => ({ label, probability: p[i]! })),
          value: null,
        }
      },
      score: (rows) => {
        let loss = 0
        const pairs = rows.map(({ logits, target }): [number, number] => {
          loss -= Math.log(Math.max(softmax(logits)[target]!, 1e-45))
          return [target, logits.indexOf(Math.max(...logits))]
        })
        const confusion = confusionMatrix(classes, pairs)
        return {
          loss: loss / rows.length,
          examples: rows.length,
          accuracy: accuracy(confusion),
          macroF1: macroF1(confusion),
          matthews: matthews(confusion),
          perClass: classScores(confusion).map((s, i) => ({ label: labels[i]!, ...s })),
          confusion,
        }
      },
    }
  },
})

function unknownClass(label: string, labels: readonly string[]): LabError {
  const known = labels.slice(0, 20).join(', ') + (labels.length > 20 ? ', ...' : '')
  return new LabError(
    'option',
    `The class weights name a class "${label}", which the dataset does not have. Its classes are ${known}.`,
    { option: `classify.classWeights.${label}` },
  )
}

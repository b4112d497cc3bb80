// Regression by a prompt (Gao et al. 2021, section 4.1): a number is a point between two words.
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import { usualRange } from '../../shared/prompts.ts'
import { knownScore } from '../prompts/known.ts'
import { askWith } from './askWith.ts'
import { readScorePrompt } from '../prompts/prompt.ts'
import { softmax } from '../../shared/softmax.ts'
import { demonstrated, demonstrationOptions, templateOption } from './cloze.ts'
import { defineRowObjective } from './objective.ts'
import { regress } from './regress.ts'
import { wrongShare } from './wrong.ts'

const options = z.object({
  template: templateOption,
  lowWord: z.string().min(1).default(knownScore.low).meta({
    title: 'Word for the lowest number',
    description: 'What fills the gap where the number is as low as can be.',
  }),
  highWord: z.string().min(1).default(knownScore.high).meta({
    title: 'Word for the highest number',
    description: 'What fills the gap where the number is as high as can be.',
  }),
  low: z
    .number()
    .default(usualRange.low)
    .meta({ title: 'Lowest number', description: 'Lower labels count as this one.' }),
  high: z
    .number()
    .default(usualRange.high)
    .meta({ title: 'Highest number', description: 'Higher labels count as this one.' }),
  ...demonstrationOptions,
})

export const clozeScore = defineRowObjective({
  id: 'clozeScore',
  title: 'Cloze prompt for numbers',
  summary: 'Turns each text into a sentence with a gap; a number is how much one of two words fits better.',
  claim: 'Prompt tuning for scores, such as the similarity of two sentences.',
  tuning: 'full',
  schema: options,
  kind: 'rows',
  dataset: 'regress',
  for: ({ low, high }) => {
    if (low >= high)
      throw new LabError('option', `The lowest number, ${low}, must be below the highest, ${high}.`, {
        option: 'clozeScore.low',
      })
    const plain = regress.for({}, [], [])
    // y = low + (high - low) p(high word)
    const valueOf = (logits: Float32Array): Float32Array =>
      Float32Array.of(low + (high - low) * softmax(logits)[1]!)
    const share = (y: number): number => Math.min(1, Math.max(0, (y - low) / (high - low)))
    return {
      ...plain,
      outputs: 2,
      // Cross-entropy with [1 - s, s], s the target's share of the way: the paper's KL divergence but for a constant
      loss: (g, logits) => g.softCrossEntropy(logits, g.input('targets', ['B', 2])),
      wrong: (g, logits) => wrongShare(g.emitter, logits, g.input('targets', ['B', 2]), high - low),
      feeds: (targets, batch) => ({
        targets: {
          data: Float32Array.from(targets.flatMap((y) => [1 - share(y), share(y)])).map(
            (s) => s / batch.length,
          ),
          shape: [targets.length, 2],
        },
      }),
      rowLoss: (logits, target) => plain.rowLoss(valueOf(logits), target),
      predict: (logits) => plain.predict(valueOf(logits)),
      score: (rows) => plain.score(rows.map(({ logits, target }) => ({ logits: valueOf(logits), target }))),
    }
  },
  ask: (options, { pairs }, language) => {
    const { template: own, lowWord, highWord, low, high } = options
    const words = { low: lowWord, high: highWord }
    const { template, verbalizer } = readScorePrompt({ template: own, words }, pairs, language)
    // A row counts as its nearer end (Gao et al. 2021, section 6.1).
    const half = (target: number): number => (target < (low + high) / 2 ? 0 : 1)
    return {
      ...askWith(template, verbalizer, language),
      demonstrations: demonstrated(options, ['the lower half', 'the upper half'], verbalizer, half),
    }
  },
})

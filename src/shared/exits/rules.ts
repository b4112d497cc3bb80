// When a text leaves: rules that look at one layer's answer after another. The same code serves inference and the window.
import { z } from 'zod'
import { softmax } from '../softmax.ts'

export const exitRules = ['entropy', 'probability', 'patience', 'certainty'] as const
export type ExitRuleName = (typeof exitRules)[number]

/** A rule with its threshold, for all layers or for each that one can leave at. */
export const exitRule = z.object({
  rule: z.enum(exitRules),
  threshold: z.union([z.number(), z.array(z.number()).min(1)]),
})
export type ExitRule = z.infer<typeof exitRule>

/** What one layer says of one text. */
export interface LayerAnswer {
  /** Logits of the classes, or the one number of a regression. */
  readonly logits: ArrayLike<number>
  /** The learned doubt before the sigmoid, where there is one. */
  readonly doubt?: number | undefined
}

/**
 * Numbers agree that differ by less: a tenth of what the training rows range over, which is half a point of STS-B's 0 to 5. That half
 * where their range is not known.
 */
export const agreementOf = (numbers?: { readonly least: number; readonly most: number }): number =>
  numbers ? (numbers.most - numbers.least) / 10 : 0.5

/** Hears one layer after another of one text, and says of each whether the text leaves there. */
export type Decide = (answer: LayerAnswer) => boolean

/**
 * What a rule compares with its threshold, of one layer after another of one text; each text needs its own, because patience
 * counts. No measure depends on the threshold, so a slider need not ask for it again.
 *
 * - `entropy`: in shares of the most that C classes allow, ln C (Xin et al. 2020, section 3.3).
 * - `probability`: of the likeliest class (Schwartz et al. 2020).
 * - `patience`: how many layers in a row have agreed with the one before them; numbers agree that differ by less than
 *   `agreement` (Zhou et al. 2020, section 3.2).
 * - `certainty`: the learned probability of being wrong (Xin et al. 2021, section 3.2); infinite where nobody learned it.
 */
export function measurer(rule: ExitRuleName, agreement = agreementOf()): (answer: LayerAnswer) => number {
  switch (rule) {
    case 'entropy':
      return ({ logits }) => normalizedEntropy(logits)
    case 'probability':
      return ({ logits }) => Math.max(...softmax(logits))
    case 'certainty':
      return ({ doubt }) => (doubt === undefined ? Infinity : 1 / (1 + Math.exp(-doubt)))
    case 'patience': {
      let last: number | undefined
      let agreed = 0
      return ({ logits }) => {
        const isNumber = logits.length === 1
        const answer = isNumber ? logits[0]! : indexOfMax(logits)
        const same = last !== undefined && (isNumber ? Math.abs(answer - last) < agreement : answer === last)
        agreed = same ? agreed + 1 : 0
        last = answer
        return agreed
      }
    }
  }
}

/** Whether a text with this measure leaves: probability and patience must reach the threshold, doubts must stay below it. */
export function leaves(rule: ExitRuleName, measure: number, threshold: number): boolean {
  return rule === 'probability' || rule === 'patience' ? measure >= threshold : measure < threshold
}

/** The threshold at a layer; the last one given serves all layers after it. */
export function thresholdAt({ threshold }: Pick<ExitRule, 'threshold'>, layer: number): number {
  return typeof threshold === 'number' ? threshold : (threshold[layer] ?? threshold.at(-1)!)
}

/** A rule for one text. */
export function decider(rule: ExitRule, agreement?: number): Decide {
  const measure = measurer(rule.rule, agreement)
  let layer = 0
  return (answer) => leaves(rule.rule, measure(answer), thresholdAt(rule, layer++))
}

/** The layer (0 is the first) that a text leaves at; the last one where no rule lets it go before. */
export function exitLayer(rule: ExitRule, answers: readonly LayerAnswer[], agreement?: number): number {
  const decide = decider(rule, agreement)
  const left = answers.findIndex((answer, l) => l < answers.length - 1 && decide(answer))
  return left < 0 ? answers.length - 1 : left
}

/** The entropy of the probabilities over ln C, from 0 (sure) to 1 (no idea). */
export function normalizedEntropy(logits: ArrayLike<number>): number {
  const h = softmax(logits).reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0)
  return h / Math.log(logits.length)
}

export function indexOfMax(values: ArrayLike<number>): number {
  let best = 0
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i
  return best
}

// What a rule would do to rows whose answers of every layer are known: nothing is computed again, so a slider can ask at once.
import {
  exitLayer,
  indexOfMax,
  normalizedEntropy,
  type ExitRule,
  type ExitRuleName,
  type LayerAnswer,
} from './rules.ts'
import { softmax } from '../softmax.ts'

/** A row with the answers of all layers, first layer first, and its true class index or number. */
export interface LayeredRow {
  readonly answers: readonly LayerAnswer[]
  readonly target: number
}

/** What a rule does to some rows. */
export interface OperatingPoint {
  readonly rule: ExitRule
  /** Accuracy, or Pearson's r for numbers. */
  readonly score: number
  /** The share of all layers that need not be computed. */
  readonly saved: number
  /** Mean layers computed, 1 to all. */
  readonly meanLayers: number
  /** The layer that each row leaves at, 0 is the first. */
  readonly layers: readonly number[]
}

/** What `rule` does to `rows`. `score` judges the answers that they leave with. */
export function operatingPoint(
  rule: ExitRule,
  rows: readonly LayeredRow[],
  score: (answers: readonly { readonly logits: ArrayLike<number>; readonly target: number }[]) => number,
): OperatingPoint {
  const layers = rows.map(({ answers }) => exitLayer(rule, answers))
  const all = rows[0]?.answers.length ?? 1
  const meanLayers = layers.reduce((sum, l) => sum + l + 1, 0) / Math.max(1, rows.length)
  return {
    rule,
    score: score(rows.map(({ answers, target }, i) => ({ logits: answers[layers[i]!]!.logits, target }))),
    saved: 1 - meanLayers / all,
    meanLayers,
    layers,
  }
}

/** Accuracy of answers in classes. */
export const accuracyOf = (
  answers: readonly { readonly logits: ArrayLike<number>; readonly target: number }[],
): number =>
  answers.filter(({ logits, target }) => indexOfMax(logits) === target).length / Math.max(1, answers.length)

/**
 * Thresholds at which a rule changes its mind about some row, from the most careful to the boldest, at most `most` of them
 * and evenly over the rows.
 */
export function thresholds(rule: ExitRuleName, rows: readonly LayeredRow[], most = 60): number[] {
  const layers = rows[0]?.answers.length ?? 1
  // As many agreements as there are inner layers can never be had before the last one.
  if (rule === 'patience') return Array.from({ length: layers - 1 }, (_, i) => layers - 1 - i)
  const inner = rows.flatMap(({ answers }) => answers.slice(0, -1))
  const measured = inner.map((answer) => measure(rule, answer)).toSorted((a, b) => a - b)
  const step = Math.max(1, measured.length / most)
  const chosen = Array.from(
    { length: Math.ceil(measured.length / step) },
    (_, i) => measured[Math.floor(i * step)]!,
  )
  // A probability must reach its threshold, the others must stay below theirs: from nobody leaves to all do.
  if (rule === 'probability') return [...new Set([1.000001, ...chosen.toReversed(), 0])]
  return [...new Set([0, ...chosen.map((x) => x + 1e-9), 1.000001])]
}

/** What a rule compares with its threshold. */
function measure(rule: Exclude<ExitRuleName, 'patience'>, { logits, doubt = 0 }: LayerAnswer): number {
  if (rule === 'entropy') return normalizedEntropy(logits)
  if (rule === 'probability') return Math.max(...softmax(logits))
  return 1 / (1 + Math.exp(-doubt))
}

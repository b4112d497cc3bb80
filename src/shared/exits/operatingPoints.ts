// What a rule would do to rows whose answers of every layer are known: nothing is computed again, so a slider can ask at once.
import { pearson } from '../statistics.ts'
import { exitLayers, measuresOf, rightOf, type LayeredRow } from './measures.ts'
import type { ExitRule, ExitRuleName } from './rules.ts'

/** How good the answers are that `rows` leave with at the layers `left`. */
export type Score = (rows: readonly LayeredRow[], left: ArrayLike<number>) => number

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

/** What `rule` does to `rows`. */
export function operatingPoint(rule: ExitRule, rows: readonly LayeredRow[], score: Score): OperatingPoint {
  const layers = exitLayers(rule, rows)
  const all = rows[0]?.answers.length ?? 1
  const meanLayers = layers.reduce((sum, l) => sum + l + 1, 0) / Math.max(1, rows.length)
  return {
    rule,
    score: score(rows, layers),
    saved: 1 - meanLayers / all,
    meanLayers,
    layers,
  }
}

/** Accuracy of answers in classes. */
export const accuracyOf: Score = (rows, left) => {
  const right = rightOf(rows)
  const layers = rows[0]?.answers.length ?? 1
  let sum = 0
  for (let i = 0; i < rows.length; i++) sum += right[i * layers + left[i]!]!
  return sum / Math.max(1, rows.length)
}

/** Pearson's r of answers in numbers. */
export const correlationOf: Score = (rows, left) =>
  pearson(
    rows.map(({ answers }, i) => answers[left[i]!]!.logits[0]!),
    rows.map(({ target }) => target),
  )

/** The boldest of `points` with at least `share` of the full score; null where none saves anything then. */
export function boldestWith(
  share: number,
  points: readonly OperatingPoint[],
  fullScore: number,
): OperatingPoint | null {
  const good = points.filter(({ score, saved }) => saved > 0 && score >= share * fullScore)
  return good.reduce<OperatingPoint | null>(
    (best, point) => (best === null || point.saved > best.saved ? point : best),
    null,
  )
}

/**
 * Thresholds at which a rule changes its mind about some row, from the most careful to the boldest, at most `most` of them
 * and evenly over the rows. They are rounded to four digits towards the bolder side, so that a person can write them down.
 */
export function thresholds(rule: ExitRuleName, rows: readonly LayeredRow[], most = 60): number[] {
  const layers = rows[0]?.answers.length ?? 1
  // As many agreements as there are inner layers can never be had before the last one.
  if (rule === 'patience') return Array.from({ length: layers - 1 }, (_, i) => layers - 1 - i)
  // How far a probability is from 1 is what its digits tell.
  const doubts = measuresOf(rule, rows)
    .map((x) => (rule === 'probability' ? 1 - x : x))
    .filter(Number.isFinite)
    .toSorted()
  const step = Math.max(1, doubts.length / most)
  const chosen = Array.from({ length: Math.ceil(doubts.length / step) }, (_, i) =>
    roundedUp(doubts[Math.floor(i * step)]!),
  )
  // From nobody leaves to all do.
  if (rule === 'probability') return [...new Set([beyondAll, ...chosen.map(complement), 0])]
  return [...new Set([0, ...chosen, beyondAll])]
}

/** More than any share. */
const beyondAll = 1.000001

/** To four significant digits, and more than `x`. */
function roundedUp(x: number): number {
  const unit = 10 ** (Math.floor(Math.log10(Math.max(x, 1e-12))) - 3)
  return Number(((Math.floor(x / unit) + 1) * unit).toPrecision(4))
}

/** 1 - x without the dust of floating point. */
const complement = (x: number): number => Math.max(0, Number((1 - x).toFixed(16)))

// The answers of all layers as window and terminal reckon with them: which rules they allow, and each rule's curve.
import type { LayeredRows } from './answers.ts'
import type { LayeredRow } from './measures.ts'
import {
  accuracyOf,
  boldestWith,
  correlationOf,
  operatingPoint,
  thresholds,
  type OperatingPoint,
  type Score,
} from './operatingPoints.ts'
import type { ExitRuleName } from './rules.ts'

/** The splits that a threshold may be chosen and judged on. */
export const judgedSplits = ['dev', 'test'] as const
export type JudgedSplit = (typeof judgedSplits)[number]

/** A split's rows and their answers, made once of what the service says. */
export interface Layered {
  readonly said: LayeredRows
  readonly rows: readonly LayeredRow[]
  readonly score: Score
  /** What all layers together score. */
  readonly full: number
}

export function layeredOf(said: LayeredRows): Layered {
  const rows = said.rows.map(({ target, logits, doubts }) => ({
    target,
    agreement: said.agreement,
    answers: logits.map((one, l) => ({ logits: one, doubt: doubts[l] })),
  }))
  const score = said.labels.length > 0 ? accuracyOf : correlationOf
  return { said, rows, score, full: score(rows, new Array<number>(rows.length).fill(said.layers - 1)) }
}

/** The rules that the answers allow: numbers have no probabilities, and not every run has learned its certainty. */
export function rulesOf({ labels, rows }: LayeredRows): ExitRuleName[] {
  return [
    ...(labels.length > 0 ? (['entropy', 'probability'] as const) : []),
    'patience',
    ...(rows.some(({ doubts }) => doubts.length > 0) ? (['certainty'] as const) : []),
  ]
}

/** A rule at all steps of its slider, from the most careful to the boldest. */
export interface Curve {
  readonly rule: ExitRuleName
  readonly points: readonly OperatingPoint[]
}

/** The curve on `shown` over the thresholds that `choosing` rows tell apart, so that both splits have one slider. */
export function curveOf(rule: ExitRuleName, choosing: Layered, shown: Layered): Curve {
  const points = thresholds(rule, choosing.rows).map((threshold) =>
    operatingPoint({ rule, threshold }, shown.rows, shown.score),
  )
  return { rule, points }
}

/** The shares of the full score at which early exits are reported (DeeBERT and BERxiT, tables 1). */
export const keptShares = [0.99, 0.97, 0.95] as const

/** The step of the largest saving that keeps `share` of the full score; 0, where nobody leaves, if none does. */
export function stepKeeping(share: number, { points }: Curve, full: number): number {
  const point = boldestWith(share, points, full)
  return point ? points.indexOf(point) : 0
}

/** The step that saves about as much as `saved`. */
export function stepSaving(saved: number, { points }: Curve): number {
  return points.reduce(
    (best, point, i) => (Math.abs(point.saved - saved) < Math.abs(points[best]!.saved - saved) ? i : best),
    0,
  )
}

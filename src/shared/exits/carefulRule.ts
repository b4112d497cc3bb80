// A rule to begin with, where nobody has chosen one: it costs nothing on the validation rows.
import type { LayeredRows } from './answers.ts'
import type { LayeredRow } from './measures.ts'
import { accuracyOf, boldestWith, correlationOf, operatingPoint, thresholds } from './operatingPoints.ts'
import type { ExitRule } from './rules.ts'

/**
 * Entropy for classes, patience for numbers, at the threshold that saves most layers among those that keep the last layer's
 * whole score on `rows`; the most careful one there is where none does.
 */
export function carefulRule({ rows, labels, layers }: LayeredRows): ExitRule {
  const rule = labels.length > 0 ? 'entropy' : 'patience'
  const score = labels.length > 0 ? accuracyOf : correlationOf
  const known = rows.map(({ target, logits }): LayeredRow => {
    return { target, answers: logits.map((one) => ({ logits: one })) }
  })
  const points = thresholds(rule, known).map((threshold) => operatingPoint({ rule, threshold }, known, score))
  const full = score(known, new Array<number>(known.length).fill(layers - 1))
  return boldestWith(1, points, full)?.rule ?? { rule, threshold: points[0]?.rule.threshold ?? 0 }
}

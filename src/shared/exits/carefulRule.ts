// A rule to begin with, where nobody has chosen one: it costs nothing on the validation rows.
import type { LayeredRows } from './answers.ts'
import { layeredOf } from './layered.ts'
import { boldestWith, operatingPoint, thresholds } from './operatingPoints.ts'
import type { ExitRule } from './rules.ts'

/**
 * Entropy for classes, patience for numbers, at the threshold that saves most layers among those that keep the last layer's
 * whole score on the rows; the most careful one there is where none does.
 */
export function carefulRule(said: LayeredRows): ExitRule {
  const rule = said.labels.length > 0 ? 'entropy' : 'patience'
  const { rows, score, full } = layeredOf(said)
  const points = thresholds(rule, rows).map((threshold) => operatingPoint({ rule, threshold }, rows, score))
  return boldestWith(1, points, full)?.rule ?? { rule, threshold: points[0]?.rule.threshold ?? 0 }
}

// Who leaves where under a rule: by layer, by class, and which texts first and last.
import { softmax } from '../softmax.ts'
import type { LayeredRow } from './measures.ts'
import { indexOfMax } from './rules.ts'

/** counts[l][c]: rows of class c that leave at layer l. `classes` of 0 counts all rows as of one kind. */
export function leaversByClass(
  left: readonly number[],
  rows: readonly LayeredRow[],
  classes: number,
): number[][] {
  const layers = rows[0]?.answers.length ?? 1
  const counts = Array.from({ length: layers }, () => new Array<number>(Math.max(1, classes)).fill(0))
  rows.forEach(({ target }, i) => counts[left[i]!]![classes > 0 ? target : 0]!++)
  return counts
}

/** What a row leaves with. */
export interface Leaver {
  /** Index of the row. */
  readonly index: number
  readonly layer: number
  /** Index of the class that it leaves with, or the number. */
  readonly answer: number
  /** Probability of that class; 1 for numbers. */
  readonly probability: number
}

/** Rows in the order in which they leave: by layer, and of one layer the surest first. */
export function inOrderOfLeaving(left: readonly number[], rows: readonly LayeredRow[]): Leaver[] {
  return rows
    .map(({ answers }, index): Leaver => {
      const { logits } = answers[left[index]!]!
      const best = indexOfMax(logits)
      return logits.length === 1
        ? { index, layer: left[index]!, answer: logits[0]!, probability: 1 }
        : { index, layer: left[index]!, answer: best, probability: softmax(logits)[best]! }
    })
    .toSorted((a, b) => a.layer - b.layer || b.probability - a.probability || a.index - b.index)
}

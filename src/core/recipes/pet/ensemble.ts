// An ensemble of models: their logits as one, and how much they agree.
import type { Example } from '../../../shared/dataset.ts'
import type { PetAnswer, PetDisagreement } from '../../../shared/pet.ts'
import { softmax } from '../../../shared/softmax.ts'

/** Of one model a logit [C] for each row. */
export type RowLogits = readonly Float32Array[]

/**
 * The weighted mean of the models' logits for each row. The weights need not sum to 1; where all are 0, all count alike.
 * (Schick and Schütze 2021, section 3.2, whose weights are the models' accuracies before their training.)
 */
export function meanLogits(models: readonly RowLogits[], weights: readonly number[]): Float32Array[] {
  const shares = sharesOf(weights)
  return models[0]!.map((first, row) =>
    first.map((_, c) => models.reduce((sum, logits, m) => sum + shares[m]! * logits[row]![c]!, 0)),
  )
}

/** The weights as shares that sum to 1. */
export function sharesOf(weights: readonly number[]): number[] {
  const total = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => (total > 0 ? weight / total : 1 / weights.length))
}

/** The class of the largest of some numbers; of equal ones the first. */
export const answerOf = (values: ArrayLike<number>): number => {
  let best = 0
  for (let c = 1; c < values.length; c++) if (values[c]! > values[best]!) best = c
  return best
}

/** The share of the rows that two models answer alike. */
export function agreementOf(a: RowLogits, b: RowLogits): number {
  const same = a.filter((logits, row) => answerOf(logits) === answerOf(b[row]!)).length
  return same / Math.max(1, a.length)
}

/** Rows by the probability of their answer: `bins` of equal width from 0 to 1. */
export function confidenceHistogram(logits: RowLogits, bins = 10): number[] {
  const counts = new Array<number>(bins).fill(0)
  for (const row of logits) counts[Math.min(bins - 1, Math.floor(bins * Math.max(...softmax(row))))]!++
  return counts
}

/** The share of rows answered right, of those whose target is known; null where there are none. */
export function accuracyOf(logits: RowLogits, targets: readonly number[]): number | null {
  const known = [...targets.keys()].filter((row) => !Number.isNaN(targets[row]!))
  if (known.length === 0) return null
  return known.filter((row) => answerOf(logits[row]!) === targets[row]).length / known.length
}

/**
 * The `count` rows on which the models agree least, those first: by H(mean p) - mean H(p) of their distributions, the
 * generalised Jensen-Shannon divergence (Lin 1991), which is 0 where all say the same.
 */
export function disagreements(
  examples: readonly Example[],
  models: readonly RowLogits[],
  ensemble: RowLogits,
  labels: readonly string[],
  count: number,
): PetDisagreement[] {
  const rows = examples.map((_, row) => {
    const all = models.map((logits) => softmax(logits[row]!))
    return { row, all, apart: divergence(all) }
  })
  return rows
    .filter(({ apart }) => apart > 0)
    .toSorted((a, b) => b.apart - a.apart || a.row - b.row)
    .slice(0, count)
    .map(({ row, all }) => {
      const { row: number, text, pair } = examples[row]!
      return {
        row: number,
        text,
        ...(pair === undefined ? {} : { pair }),
        ensemble: spoken(softmax(ensemble[row]!), labels),
        answers: all.map((p) => spoken(p, labels)),
      }
    })
}

function spoken(p: readonly number[], labels: readonly string[]): PetAnswer {
  const best = answerOf(p)
  return { label: labels[best]!, probability: p[best]! }
}

function divergence(all: readonly (readonly number[])[]): number {
  const mean = all[0]!.map((_, c) => all.reduce((sum, p) => sum + p[c]!, 0) / all.length)
  return entropy(mean) - all.reduce((sum, p) => sum + entropy(p), 0) / all.length
}

const entropy = (p: readonly number[]): number =>
  p.reduce((sum, x) => (x > 0 ? sum - x * Math.log(x) : sum), 0)

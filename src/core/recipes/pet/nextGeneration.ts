// iPET (Schick and Schütze 2021, section 3.4, and its released code): rows that other models label are what a model learns from next.
import type { Random } from '../../../shared/random.ts'
import { softmax } from '../../../shared/softmax.ts'
import { answerOf, meanLogits, type RowLogits } from './ensemble.ts'

/** An unlabelled row, by its place, with the class that others gave it. */
export interface LabelledRow {
  readonly row: number
  readonly target: number
}

export interface Generation {
  /** Logits of every model for the unlabelled rows, and the models' weights. */
  readonly models: readonly RowLogits[]
  readonly weights: readonly number[]
  /** Labelled training rows of each class. */
  readonly counts: readonly number[]
  /** 1, 2, 3 ... */
  readonly generation: number
  /** How many times as many rows each generation learns from. */
  readonly growth: number
  /** The share of the other models that label, at least one of them. */
  readonly annotators: number
}

/**
 * The unlabelled rows that the model `own` learns from next, beside the labelled ones: a random share of the others labels
 * them by their weighted mean, and of each class c n_c (growth^generation - 1) are drawn in proportion to the confidence in
 * their label, without replacement. Where a class has fewer, all give proportionally less: the balance stays.
 * `models` are at least two.
 */
export function nextGeneration(
  { models, weights, counts, generation, growth, annotators }: Generation,
  own: number,
  rng: Random,
): LabelledRow[] {
  const others = [...models.keys()].filter((m) => m !== own)
  const some = rng.shuffle(others).slice(0, Math.max(1, Math.round(annotators * others.length)))
  const mean = meanLogits(
    some.map((m) => models[m]!),
    some.map((m) => weights[m]!),
  ).map(softmax)
  const byClass = counts.map((_, c) => [...mean.keys()].filter((row) => answerOf(mean[row]!) === c))
  const wanted = counts.map((count) => count * (growth ** generation - 1))
  const share = Math.min(1, ...wanted.map((count, c) => (count > 0 ? byClass[c]!.length / count : 1)))
  return byClass.flatMap((rows, target) =>
    drawn(rows, (row) => mean[row]![target]!, Math.floor(share * wanted[target]!), rng).map((row) => ({
      row,
      target,
    })),
  )
}

/**
 * `count` items, one after another in proportion to their weights, without replacement: those with the largest u^(1/w) for
 * uniform u (Efraimidis and Spirakis 2006).
 */
export function drawn<T>(
  items: readonly T[],
  weightOf: (item: T) => number,
  count: number,
  rng: Random,
): T[] {
  return items
    .map((item) => ({ item, key: Math.log(rng.uniform()) / weightOf(item) }))
    .toSorted((a, b) => b.key - a.key)
    .slice(0, count)
    .map(({ item }) => item)
}

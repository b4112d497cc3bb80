// iPET (Schick and Schütze 2021, section 3.4, and its released code): rows that other models label are what a model learns from next.
import type { Random } from '../../../shared/random.ts'
import { softmax } from '../../../shared/softmax.ts'
import { answerOf, meanLogits, type RowLogits } from './ensemble.ts'

/** An unlabelled row, by its place, with the class that others gave it. */
export interface LabelledRow {
  readonly row: number
  readonly target: number
}

/** Models that label rows for each other. */
export interface Annotation {
  /** Logits of every model for the unlabelled rows, and the models' weights. */
  readonly models: readonly RowLogits[]
  readonly weights: readonly number[]
  /** The share of the other models that label, at least one of them. */
  readonly annotators: number
}

export interface Generation extends Annotation {
  /** Rows of each class that the first generation has learned from, and how many of these have labels and stay. */
  readonly counts: readonly number[]
  readonly kept: readonly number[]
  /** 1, 2, 3 ... */
  readonly generation: number
  /** How many times as many rows each generation learns from. */
  readonly growth: number
}

/**
 * The unlabelled rows that the model `own` learns from next, beside the labelled ones that are kept: a random share of the
 * others labels them by their weighted mean, and of each class c n_c growth^generation less those kept are drawn in
 * proportion to the confidence in their label, without replacement. Where a class has fewer, all give proportionally less:
 * the balance stays. `models` are at least two.
 */
export function nextGeneration(
  { counts, kept, generation, growth, ...annotation }: Generation,
  own: number,
  rng: Random,
): LabelledRow[] {
  const mean = annotated(annotation, own, rng)
  const byClass = counts.map((_, c) => [...mean.keys()].filter((row) => answerOf(mean[row]!) === c))
  const wanted = counts.map((count, c) => count * growth ** generation - kept[c]!)
  const share = Math.min(1, ...wanted.map((count, c) => (count > 0 ? byClass[c]!.length / count : 1)))
  return byClass.flatMap((rows, target) =>
    drawn(rows, (row) => mean[row]![target]!, Math.floor(share * wanted[target]!), rng).map((row) => ({
      row,
      target,
    })),
  )
}

/** For each row the probabilities that a random share of the models other than `own` gives its classes together. */
export function annotated(
  { models, weights, annotators }: Annotation,
  own: number,
  rng: Random,
): (readonly number[])[] {
  const others = [...models.keys()].filter((m) => m !== own)
  const some = rng.shuffle(others).slice(0, Math.max(1, Math.round(annotators * others.length)))
  return meanLogits(
    some.map((m) => models[m]!),
    some.map((m) => weights[m]!),
  ).map(softmax)
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

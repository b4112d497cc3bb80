// A comparison's runs as numbers: gathered by method and size, averaged over seeds, set side by side.
import type { TrainingSize } from '../ladder.ts'
import { mean, pairedTest, standardDeviation, type PairedTest } from '../statistics.ts'

/** What one finished run of a comparison came to. */
export interface Trial {
  /** The method's key among those compared. */
  readonly method: string
  /** Training rows per class, or all. */
  readonly size: TrainingSize
  readonly seed: number
  readonly score: number
  /** The score on each of the other datasets, in their order; null where it is not known. */
  readonly elsewhere: readonly (number | null)[]
  readonly trainable: number
  readonly total: number
  readonly diskBytes: number
  readonly seconds: number
  readonly memoryBytes: number
  /** For one text. */
  readonly milliseconds: number | null
}

/** Scores of several seeds, in their order. */
export interface Spread {
  readonly mean: number
  readonly deviation: number
  readonly values: readonly { readonly seed: number; readonly value: number }[]
}

/** How a method does on another dataset. */
export interface Elsewhere {
  readonly score: Spread
  /** There less at home, seed by seed. */
  readonly gap: Spread
}

/** Scores over seeds, at home and elsewhere. */
export interface Scored {
  readonly score: Spread
  /** On each of the other datasets, in their order; null where no run was scored there. */
  readonly elsewhere: readonly (Elsewhere | null)[]
}

/** One method at one size, over its seeds. */
export interface Summary extends Scored {
  readonly method: string
  readonly size: TrainingSize
  readonly trainable: number
  readonly total: number
  readonly diskBytes: number
  readonly seconds: number
  readonly memoryBytes: number
  readonly milliseconds: number | null
}

/** One summary for each method and size that has a finished run, in the order in which they come. */
export function summarise(trials: readonly Trial[]): Summary[] {
  const groups = Map.groupBy(trials, ({ method, size }) => `${method} ${size}`)
  return [...groups.values()].map((group) => {
    const times = group.flatMap(({ milliseconds }) => milliseconds ?? [])
    const first = group[0]!
    return {
      method: first.method,
      size: first.size,
      score: spreadOf(group, ({ score }) => score),
      elsewhere: first.elsewhere.map((_, at) => elsewhereOf(group, at)),
      trainable: first.trainable,
      total: first.total,
      diskBytes: first.diskBytes,
      seconds: mean(group.map(({ seconds }) => seconds)),
      memoryBytes: Math.max(...group.map(({ memoryBytes }) => memoryBytes)),
      milliseconds: times.length > 0 ? mean(times) : null,
    }
  })
}

/** How some trials do on the other dataset number `at`; null where none was scored there. */
export function elsewhereOf(
  group: readonly Pick<Trial, 'seed' | 'score' | 'elsewhere'>[],
  at: number,
): Elsewhere | null {
  const scored = group.filter(({ elsewhere }) => typeof elsewhere[at] === 'number')
  if (scored.length === 0) return null
  return {
    score: spreadOf(scored, ({ elsewhere }) => elsewhere[at]!),
    gap: spreadOf(scored, ({ elsewhere, score }) => elsewhere[at]! - score),
  }
}

/** A number of each trial, over their seeds. */
export function spreadOf<T extends Pick<Trial, 'seed'>>(
  group: readonly T[],
  valueOf: (trial: T) => number,
): Spread {
  const values = group
    .map((trial) => ({ seed: trial.seed, value: valueOf(trial) }))
    .toSorted((a, b) => a.seed - b.seed)
  const plain = values.map(({ value }) => value)
  return { mean: mean(plain), deviation: standardDeviation(plain), values }
}

/** The sizes in their order, all rows last. */
export function sizesOf(trials: readonly Pick<Trial, 'size'>[]): TrainingSize[] {
  const rows = (size: TrainingSize): number => (size === 'all' ? Infinity : size)
  return [...new Set(trials.map(({ size }) => size))].toSorted((a, b) => (rows(a) < rows(b) ? -1 : 1))
}

/** Two methods on the same seeds. */
export function compared(first: Spread, second: Spread): PairedTest {
  const others = new Map(second.values.map(({ seed, value }) => [seed, value]))
  return pairedTest(
    first.values.flatMap(({ seed, value }): [number, number][] => {
      const other = others.get(seed)
      return other === undefined ? [] : [[value, other]]
    }),
  )
}

/** The methods that no other beats in score with as few trained parameters or fewer, from few to many. */
export function paretoFront(summaries: readonly Summary[]): Summary[] {
  const ordered = summaries.toSorted((a, b) => a.trainable - b.trainable || b.score.mean - a.score.mean)
  let best = -Infinity
  return ordered.filter(({ score }) => {
    if (score.mean <= best) return false
    best = score.mean
    return true
  })
}

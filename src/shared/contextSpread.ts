// How much the order and the selection of examples in a prompt matter.
import type { ContextScore } from './prompts.ts'
import { mean, standardDeviation } from './statistics.ts'

export interface ScoreSpread {
  readonly scores: readonly number[]
  readonly mean: number
  /** Sample standard deviation. */
  readonly deviation: number
  readonly least: number
  readonly most: number
}

/** The spread over the orders of the first selection, and over the selections in the first order; null where one was tried. */
export function contextSpread(trials: readonly ContextScore[]): {
  readonly orders: ScoreSpread | null
  readonly selections: ScoreSpread | null
} {
  const of = (some: readonly ContextScore[]): ScoreSpread | null => {
    const scores = some.map(({ score }) => score)
    if (scores.length < 2) return null
    return {
      scores,
      mean: mean(scores),
      deviation: standardDeviation(scores),
      least: Math.min(...scores),
      most: Math.max(...scores),
    }
  }
  return {
    orders: of(trials.filter(({ selection }) => selection === 0)),
    selections: of(trials.filter(({ order }) => order === 0)),
  }
}

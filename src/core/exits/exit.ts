// What an exit strategy is: classifiers after inner layers, and how they learn. When a text leaves is decided later, by rules.
import type { z } from 'zod'

export interface Exit<S extends z.ZodType = z.ZodType> {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly claim: string
  readonly schema: S
  /** How its exits learn; without it there are none. */
  training?(options: z.output<S>): ExitTraining
}

export interface ExitTraining {
  /** One after another; their shares of the run's steps add up to 1. */
  readonly phases: readonly ExitPhase[]
  /** Whether all exits share the model's own pooler; else each has one of its own, which begins as a copy. */
  readonly sharedPooler: boolean
  /** Whether one more output of each layer learns how likely its answer is wrong (learning to exit). */
  readonly certainty: boolean
}

export interface ExitPhase {
  readonly share: number
  /** `model`: everything but the exits, by the last layer's loss alone. `exits`: these alone, the model stands still. */
  readonly trains: 'all' | 'model' | 'exits'
  /** What each layer's loss counts in step 1, 2, 3 ... of the phase, first layer first. */
  weights(step: number, layers: number): readonly number[]
  /** The temperature at which the exits also learn the last layer's answers; absent where they do not. */
  readonly temperature?: number
}

/** The last layer alone. */
export const lastAlone = (layers: number): number[] =>
  Array.from({ length: layers }, (_, l) => (l === layers - 1 ? 1 : 0))

/** Every layer alike. */
export const allAlike = (layers: number): number[] => new Array<number>(layers).fill(1)

/** Every layer but the last. */
export const allButLast = (layers: number): number[] => lastAlone(layers).map((weight) => 1 - weight)

/** Gives the compiler the type of an exit's options. */
export function defineExit<S extends z.ZodType>(exit: Exit<S>): Exit<S> {
  return exit
}

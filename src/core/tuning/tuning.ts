// What a tuning method is: which of the model's own weights it trains, and which new ones it adds through hooks.
import type { z } from 'zod'
import type { Model } from '../models/family.ts'
import type { Hooks } from '../models/hooks.ts'

export interface Tuning<S extends z.ZodType = z.ZodType> {
  readonly id: string
  readonly title: string
  /** What it trains, one line. */
  readonly summary: string
  /** What the lecture says of it, one line. */
  readonly claim: string
  /** A learning rate that trains a model of BERT-base's width well; see learningRateFor for others. */
  readonly learningRate: number
  /** Why it trains with no second method, a sentence; absent where it does. */
  readonly alone?: string
  /** Whether what it adds stays a part of its own: no weight of the model can take it in afterwards. */
  readonly stays?: boolean
  /** Options with defaults and one line of help each. */
  readonly schema: S
  apply(options: z.output<S>, model: Model): Applied
}

/** A tuning method at work on one model. */
export interface Applied {
  readonly hooks: Hooks
  /**
   * Whether a weight that the checkpoint holds is trained; `isHead` tells those of a language model's head. New weights,
   * and with them the head of a classifier or regressor, always are.
   */
  trains(name: string, isHead: boolean): boolean
}

/** Gives the compiler the type of a method's options. */
export function defineTuning<S extends z.ZodType>(tuning: Tuning<S>): Tuning<S> {
  return tuning
}

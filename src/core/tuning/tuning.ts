// What a tuning method is: which of the model's own weights it trains, and which new ones it adds through hooks.
import type { z } from 'zod'
import type { Graph } from '../graph/graph.ts'
import type { Model } from '../models/family.ts'
import type { Hooks } from '../models/hooks.ts'
import type { Tokenizer } from '../tokens/tokenizer.ts'

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
  /** Whether it trains nothing, so that a run only asks the model and needs an objective without a new head. */
  readonly idle?: boolean
  /** Whether what it adds stays a part of its own: no weight of the model can take it in afterwards. */
  readonly stays?: boolean
  /** Whether it puts virtual tokens before the text. */
  readonly prompts?: boolean
  /** Options with defaults and one line of help each. */
  readonly schema: S
  apply(options: z.output<S>, model: Model, known?: Known): Applied
}

/** What a run knows beside its model, for methods that begin with words. */
export interface Known {
  /** Class names; none where the run has no classes. */
  readonly labels: readonly string[]
  readonly tokenizer: Tokenizer
}

/** A tuning method at work on one model. */
export interface Applied {
  readonly hooks: Hooks
  /**
   * Whether a weight that the checkpoint holds is trained; `isHead` tells those of a language model's head. New weights,
   * and with them the head of a classifier or regressor, always are.
   */
  trains(name: string, isHead: boolean): boolean
  /** How many places of the model's longest row the method takes for itself. */
  readonly virtualTokens?: number
  /** The method after training, where it is less than what trained. */
  readonly settled?: Settled
}

/** Hooks for trained weights, and a graph that makes the weights that only they use: outputs by name, from those that trained. */
export interface Settled {
  readonly hooks: Hooks
  graph(): Graph
}

/** Gives the compiler the type of a method's options. */
export function defineTuning<S extends z.ZodType>(tuning: Tuning<S>): Tuning<S> {
  return tuning
}

// What an objective is: the head's outputs, the loss, and what an output means.
import type { z } from 'zod'
import type { Predicted } from '../../shared/jobs.ts'
import type { Scores } from '../../shared/run.ts'
import type { Graph } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'

export interface Objective<S extends z.ZodType = z.ZodType> {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly claim: string
  readonly schema: S
  /** For the labels of one dataset and how many training rows each has; both are empty for regression. */
  for(options: z.output<S>, labels: readonly string[], counts: readonly number[]): Task
}

/** One tensor that the loss needs beside the logits. */
export interface Target {
  readonly data: Float32Array
  readonly shape: readonly number[]
}

/** An objective at work on one dataset. A target is a class index, or a number for regression. */
export interface Task {
  /** Width of the head's output. */
  readonly outputs: number
  readonly problemType: 'single_label_classification' | 'regression'
  /** The number that a row's label stands for; NaN where it stands for none. */
  target(label: string): number
  /** The loss of logits [B, outputs] as a scalar; declares the inputs that `feeds` fills. */
  loss(g: Graph, logits: Value): Value
  /** Those inputs for some rows of a batch. The losses of a batch's pieces add up to the batch's loss. */
  feeds(targets: readonly number[], batch: readonly number[]): { readonly [input: string]: Target }
  /** The loss of one row, unweighted. */
  rowLoss(logits: Float32Array, target: number): number
  predict(logits: Float32Array): Predicted
  score(rows: readonly { readonly logits: Float32Array; readonly target: number }[]): Scores
  /** The score that chooses the best checkpoint, and whether larger is better. */
  readonly criterion: { readonly name: 'accuracy' | 'pearson' | 'loss'; readonly larger: boolean }
}

/** Gives the compiler the type of an objective's options. */
export function defineObjective<S extends z.ZodType>(objective: Objective<S>): Objective<S> {
  return objective
}

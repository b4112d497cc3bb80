// A trained model as a run holds it in memory: what every export format is made from.
import type { TuningChoice } from '../../shared/run.ts'
import type { TensorSource } from '../files/safetensorsWriter.ts'
import type { Model } from '../models/family.ts'
import { isOfExits } from '../training/exitGraphs.ts'
import type { Method } from '../training/method.ts'
import { settledNames } from '../training/settled.ts'
import type { TrainedExits } from './exits/writeExits.ts'
import type { Weights } from '../training/weights.ts'

export interface TrainedModel {
  readonly baseFolder: string
  readonly model: Model
  /** Every weight by its name in Lathe's graphs: frozen ones, trained ones, those that the tuning added. */
  readonly tensors: readonly TensorSource[]
  /** The names of those that were trained. */
  readonly trained: ReadonlySet<string>
  /** How it was trained, with every option. */
  readonly tuning: TuningChoice
  /** Whether it gives rows an answer, or predicts tokens. */
  readonly answers: 'rows' | 'tokens'
  /** How its inner layers answer, where they do and leave with it. */
  readonly exits?: TrainedExits | undefined
}

/** The trained model of a run with the weights that it keeps; formats that hold whole models leave exits behind. */
export const trainedModel = (
  baseFolder: string,
  method: Method,
  tuning: TuningChoice,
  weights: Weights['tensors'],
): TrainedModel => ({
  baseFolder,
  model: method.model,
  tensors: sources(weights).filter(({ name }) => !isOfExits(name)),
  trained: new Set([
    ...method.trainingGraph().trained.flatMap(({ value: { name } }) => (isOfExits(name) ? [] : [name])),
    ...settledNames(method.tuning),
  ]),
  tuning,
  answers: method.task.kind,
})

/** The weights of a run's exits. */
export const exitTensors = (weights: Weights['tensors']): TensorSource[] =>
  sources(weights).filter(({ name }) => isOfExits(name))

const sources = (weights: Weights['tensors']): TensorSource[] =>
  Object.entries(weights).map(([name, { dims, data }]) => ({ name, shape: dims, data: data as Float32Array }))

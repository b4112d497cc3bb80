// A trained model as a run holds it in memory: what every export format is made from.
import type { TuningChoice } from '../../shared/run.ts'
import type { TensorSource } from '../files/safetensorsWriter.ts'
import type { Model } from '../models/family.ts'

export interface TrainedModel {
  readonly baseFolder: string
  readonly model: Model
  /** Every weight by its name in Lathe's graphs: frozen ones, trained ones, those that the tuning added. */
  readonly tensors: readonly TensorSource[]
  /** The names of those that were trained. */
  readonly trained: ReadonlySet<string>
  /** How it was trained, with every option. */
  readonly tuning: TuningChoice
}

// One peft_type: how what a tuning trains looks in the two files of Hugging Face's peft, and back.
import type { z } from 'zod'
import type { AxisChoice } from '../../../shared/run.ts'
import type { SafetensorsFile } from '../../files/safetensors.ts'
import type { TensorSource } from '../../files/safetensorsWriter.ts'
import type { Model } from '../../models/family.ts'

/** What was trained, as a type's fields and tensors are made from it. */
export interface TrainedAdapter {
  readonly model: Model
  readonly tuning: AxisChoice
  /** The tensors that the tuning added, under Lathe's names. */
  readonly own: readonly TensorSource[]
  /** Names of all the model's modules that hold a matrix, so that targets can name the adapted ones and no others. */
  readonly modules: readonly string[]
}

export interface PeftType<S extends z.ZodType = z.ZodType> {
  /** `peft_type` in adapter_config.json. */
  readonly id: string
  /** For people. */
  readonly title: string
  /** The ids of the tunings that it can hold. */
  readonly tunings: readonly string[]
  /** What peft puts before the model's own names. */
  readonly prefix: string
  /** Whether a tensor of Lathe's is the tuning's; all others are the head's. */
  owns(name: string): boolean
  /** Why peft computes something else with this model, or nothing, a sentence; absent where it does not. */
  refuses?(model: Model, answers: 'rows' | 'tokens'): string | undefined
  /**
   * The fields of adapter_config.json beside those that every type has. Only such that old and new versions of peft know:
   * old ones refuse a field that they do not.
   */
  fields(adapter: TrainedAdapter): Readonly<Record<string, unknown>>
  /** The tuning's tensors under peft's names, prefix included, and in its shapes. */
  toPeft(adapter: TrainedAdapter): readonly TensorSource[]
  /** The fields that change what an adapter computes. A field that is named neither here nor in `ignored` has to be off. */
  readonly settings: S
  /** Fields that may have any value: they only served its training, or its tensors tell the same. */
  readonly ignored: readonly string[]
  /**
   * The tuning that an adapter is of; `weights` has the names without the prefix, otherwise peft's tensors.
   * @throws LabError('tensor' | 'method') where the files contradict each other or the model has no place for it.
   */
  tuning(settings: z.output<S>, weights: SafetensorsFile, model: Model): AxisChoice
  /** The same tensors as Lathe has them; absent where there is no difference. */
  fromPeft?(weights: SafetensorsFile, settings: z.output<S>): SafetensorsFile
}

/** Gives the compiler the type of a type's settings. */
export function definePeftType<S extends z.ZodType>(type: PeftType<S>): PeftType<S> {
  return type
}

/** The prefix of the types that peft puts inside the model. */
export const insideModel = 'base_model.model.'

/** Puts `prefix` before every name. */
export const withPrefix = (tensors: readonly TensorSource[], prefix: string): TensorSource[] =>
  tensors.map((tensor) => ({ ...tensor, name: prefix + tensor.name }))

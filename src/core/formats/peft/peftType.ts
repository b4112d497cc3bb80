// One peft_type: how what a tuning trains looks in the two files of Hugging Face's peft, and back.
import type { z } from 'zod'
import type { AxisChoice } from '../../../shared/run.ts'
import type { TensorSource } from '../../files/safetensorsWriter.ts'
import type { Model } from '../../models/family.ts'

/** What was trained, as a type's fields and tensors are made from it. */
export interface TrainedAdapter {
  readonly model: Model
  readonly tuning: AxisChoice
  /** The tensors that the tuning added, under Lathe's names. */
  readonly own: readonly TensorSource[]
  /** Modules of the head that were trained, as peft's modules_to_save means them. */
  readonly heads: readonly string[]
  /** Names of all the model's modules that hold a matrix, so that targets can name the adapted ones and no others. */
  readonly modules: readonly string[]
}

export interface PeftType<C extends z.ZodType = z.ZodType> {
  /** `peft_type` in adapter_config.json. */
  readonly id: string
  readonly title: string
  /** The ids of the tunings that it can hold. */
  readonly tunings: readonly string[]
  /** What peft puts before the model's own names. */
  readonly prefix: string
  /** Whether a tensor is the tuning's, by Lathe's name or peft's; all others are the head's. */
  owns(name: string): boolean
  /**
   * The fields of adapter_config.json beside those that every type has. Only such that old and new versions of peft know:
   * old ones refuse a field that they do not.
   */
  fields(adapter: TrainedAdapter): Readonly<Record<string, unknown>>
  /** The tuning's tensors under peft's names, prefix included, and in its shapes. */
  toPeft(adapter: TrainedAdapter): readonly TensorSource[]
  /** What `tuning` and `fromPeft` read of adapter_config.json. */
  readonly config: C
  /** The tuning that a config describes. */
  tuning(config: z.output<C>): AxisChoice
  /** The tuning's tensors of a file back under Lathe's names and in its shapes. */
  fromPeft(own: readonly TensorSource[], config: z.output<C>): readonly TensorSource[]
}

/** Gives the compiler the type of a type's config. */
export function definePeftType<C extends z.ZodType>(type: PeftType<C>): PeftType<C> {
  return type
}

/** The prefix of the types that peft puts inside the model. */
export const insideModel = 'base_model.model.'

/** Puts `prefix` before every name. */
export const withPrefix = (tensors: readonly TensorSource[], prefix: string): TensorSource[] =>
  tensors.map((tensor) => ({ ...tensor, name: prefix + tensor.name }))

/** Takes `prefix` off every name that has it. */
export const withoutPrefix = (tensors: readonly TensorSource[], prefix: string): TensorSource[] =>
  tensors.map((tensor) => ({
    ...tensor,
    name: tensor.name.startsWith(prefix) ? tensor.name.slice(prefix.length) : tensor.name,
  }))

// What a tuning learned, folded into the model's own weights where its formula allows.
import { chosenTunings } from '../../catalog/tunings.ts'
import type { TensorSource } from '../../files/safetensorsWriter.ts'
import type { Model } from '../../models/family.ts'
import { compose, type Hooks } from '../../models/hooks.ts'
import { settled } from '../../training/settled.ts'
import { ia3 } from '../../tuning/ia3.ts'
import { lora } from '../../tuning/lora.ts'
import type { AxisChoice } from '../../../shared/run.ts'
import type { TrainedModel } from '../trainedModel.ts'
import { mergeIa3 } from './ia3.ts'
import { mergeLora } from './lora.ts'

/** The tensors of a model that compute without a method's hooks what `tensors`, the method's own among them, compute with them. */
export type Merge = (
  tensors: readonly TensorSource[],
  options: AxisChoice['options'],
  model: Model,
) => readonly TensorSource[]

/** By tuning id. Whoever is missing here trains the model's own weights only, or stays beside them. */
const merges: { readonly [tuning: string]: Merge } = { [lora.id]: mergeLora, [ia3.id]: mergeIa3 }

/** A model's tensors, with the hooks that still have to act on it. */
export interface Merged {
  readonly tensors: readonly TensorSource[]
  readonly hooks: Hooks
}

/** Folds in what can be folded; the hooks are those of the methods that stay beside the model's weights. */
export function merge({
  tensors,
  tuning,
  model,
}: Pick<TrainedModel, 'tensors' | 'tuning' | 'model'>): Merged {
  const staying: Hooks[] = []
  let merged = tensors
  for (const [{ id, options }, method] of chosenTunings(tuning))
    if (method.stays) staying.push(settled(method.apply(options, model)).hooks)
    else merged = merges[id]?.(merged, options, model) ?? merged
  return { tensors: merged, hooks: compose(...staying) }
}

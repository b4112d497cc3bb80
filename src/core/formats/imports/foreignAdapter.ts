// What an adapter of another tool is, once its files are read and before it is fitted to a model.
import type { AxisChoice } from '../../../shared/run.ts'
import type { SafetensorsFile } from '../../files/safetensors.ts'
import type { Model } from '../../models/family.ts'
import type { HeadKind } from '../../models/heads.ts'

export interface ForeignAdapter {
  /** What it is, for people: "LoRA of PEFT". */
  readonly kind: string
  /** The name of its base model, as it says. Shown and compared, never opened. */
  readonly baseModel: string
  /** Whether it answers rows or writes; null where it does not say. */
  readonly task: 'rows' | 'causalLm' | null
  /** Its tensors under the names that the model's own have. */
  readonly weights: SafetensorsFile
  /** Names of its classes in order, where it tells them. */
  readonly labels?: readonly string[] | null
  /** Its head, where that need not be the family's own. */
  readonly head?: HeadKind
  /** The way in for what Lathe cannot take as it is. */
  readonly instead: string
  /** Lathe's method for it. Throws `tensor` or `method` where the model has no place for it, or Lathe no such method. */
  tuning(model: Model): AxisChoice
}

/** How many numbers its head gives for a row; null where it brings no head. */
export function outputsOf({ weights }: Pick<ForeignAdapter, 'weights'>): number | null {
  const last = ['classifier.weight', 'classifier.out_proj.weight', 'score.weight']
  return last.map((name) => weights.tensors.get(name)?.shape[0]).find((rows) => rows !== undefined) ?? null
}

// Whether training fits into memory, as sentences. The estimate itself is shared/trainingMemory.ts.
import {
  loraParameters,
  trainingMemory,
  type ModelSize,
  type PieceSize,
} from '../../shared/trainingMemory.ts'
import { bytes } from './format.ts'

/** Bytes that training with LoRA's defaults and training everything would take. */
export function memoryNeeds(model: ModelSize): { readonly lora: number; readonly full: number } {
  return {
    lora: trainingMemory(model, loraParameters(model)),
    full: trainingMemory(model, model.parameters),
  }
}

/** A method and how many weights it trains. */
export interface Choice {
  readonly title: string
  readonly trainable: number
}

/**
 * What to say of `chosen` where `free` bytes are left: nothing where it fits, else how much it needs and which of `others`
 * would do, the one that trains most first.
 */
export function misfit(
  model: ModelSize,
  chosen: Choice,
  others: readonly Choice[],
  pieces: PieceSize,
  free: number,
): string | null {
  const need = trainingMemory(model, chosen.trainable, pieces)
  if (need <= free) return null
  const [other] = others
    .map(({ title, trainable }) => ({ title, need: trainingMemory(model, trainable, pieces) }))
    .filter((one) => one.need <= free)
    .toSorted((a, b) => b.need - a.need)
  const wayOut = other
    ? `${other.title} would need ${bytes(other.need)}.`
    : 'Close other programs, cut texts shorter, or take a smaller model.'
  return `This does not fit: it needs about ${bytes(need)} of memory and ${bytes(free)} are free. ${wayOut}`
}

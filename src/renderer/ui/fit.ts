// Whether training fits into memory, as sentences. The estimate itself is shared/trainingMemory.ts.
import {
  loraTrained,
  trainingMemory,
  type ModelSize,
  type PieceSize,
  type Trained,
} from '../../shared/trainingMemory.ts'
import { bytes } from './format.ts'

/** Bytes that training with LoRA's defaults and training everything would take. */
export function memoryNeeds(model: ModelSize): { readonly lora: number; readonly full: number } {
  return {
    lora: trainingMemory(model, loraTrained(model)),
    full: trainingMemory(model, { weights: model.parameters, deep: true }),
  }
}

/** A method by its title. */
export interface Choice extends Trained {
  readonly title: string
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
  const need = trainingMemory(model, chosen, pieces)
  if (need <= free) return null
  const [other] = others
    .map((choice) => ({ title: choice.title, need: trainingMemory(model, choice, pieces) }))
    .filter((one) => one.need <= free)
    .toSorted((a, b) => b.need - a.need)
  const wayOut = other
    ? `${other.title} would need ${bytes(other.need)}.`
    : 'Close other programs, cut texts shorter, or take a smaller model.'
  return `This does not fit: it needs about ${bytes(need)} of memory and ${bytes(free)} are free. ${wayOut}`
}

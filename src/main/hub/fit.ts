// Whether a model fits this machine, before a byte of it is fetched.
import type { HubModelDetails } from '../../shared/hub.ts'
import { loraTrained, trainingMemory, type ModelSize } from '../../shared/trainingMemory.ts'
import { gigabytes } from './room.ts'

export interface Need {
  /** Null where the Hub does not tell. */
  readonly size: ModelSize | null
  readonly diskNeeded: number
  readonly diskFree: number
  readonly memory: number
}

/** Memory is what training with LoRA takes, which is the least that a model is fetched for. */
export function fitOf({ size, ...need }: Need): HubModelDetails['fit'] {
  const memoryNeeded = size === null ? 0 : Math.round(trainingMemory(size, loraTrained(size)))
  const short = [
    ...(need.diskNeeded > need.diskFree
      ? [`It takes ${gigabytes(need.diskNeeded)} on the disk, which has ${gigabytes(need.diskFree)} free.`]
      : []),
    ...(memoryNeeded > need.memory
      ? [
          `Training it takes about ${gigabytes(memoryNeeded)} of memory even with LoRA; this machine has ${gigabytes(need.memory)}.`,
        ]
      : []),
  ]
  return { ...need, memoryNeeded, fits: short.length === 0, sentence: short.join(' ') }
}

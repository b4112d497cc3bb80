// Whether a model fits this machine, before a byte of it is fetched.
import type { HubModelDetails } from '../../shared/hub.ts'
import { gigabytes } from './room.ts'

export interface Need {
  readonly parameters: number | null
  readonly diskNeeded: number
  readonly diskFree: number
  readonly memory: number
}

/** Lathe computes in float32 whatever the file holds; loading takes up to 1.3 times that, and the program itself some. */
const bytesPerParameter = 4 * 1.3
const program = 300e6

export function fitOf({ parameters, ...need }: Need): HubModelDetails['fit'] {
  const memoryNeeded = parameters === null ? 0 : Math.round(parameters * bytesPerParameter + program)
  const short = [
    ...(need.diskNeeded > need.diskFree
      ? [`It takes ${gigabytes(need.diskNeeded)} on the disk, which has ${gigabytes(need.diskFree)} free.`]
      : []),
    ...(memoryNeeded > need.memory
      ? [`It takes about ${gigabytes(memoryNeeded)} of memory; this machine has ${gigabytes(need.memory)}.`]
      : []),
  ]
  return { ...need, memoryNeeded, fits: short.length === 0, sentence: short.join(' ') }
}

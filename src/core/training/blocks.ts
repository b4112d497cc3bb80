// Trainable weights on WebAssembly memory: parameters, gradients and AdamW's moments as equal regions of flat blocks.
import { exitPrefix } from '../exits/heads.ts'
import type { Parameter } from '../graph/graph.ts'
import { elements } from '../graph/value.ts'
import { createKernels, createMemory, maximumBytes, type Kernels } from '../runtime/kernels.ts'

// Every tensor starts on a cache line: 16 floats.
const align = (floats: number): number => Math.ceil(floats / 16) * 16

/** The regions of a block, each `floats` long. `pending` takes the gradients of a batch's later pieces. */
export const regions = ['parameters', 'gradients', 'first', 'second', 'pending'] as const
export type Region = (typeof regions)[number]

/** `count` floats from `start`: whether weight decay pulls at them, and their learning rate as a factor of the run's. */
export interface Part {
  readonly start: number
  readonly count: number
  readonly decays: boolean
  readonly rate: number
}

export class Block {
  readonly kernels: Kernels
  /** Length of a region. */
  readonly floats: number
  /** Parts of each region, one after another, that the optimizer treats alike. */
  readonly parts: readonly Part[]
  private readonly memory: WebAssembly.Memory
  private readonly places: ReadonlyMap<string, { readonly start: number; readonly length: number }>

  constructor(parameters: readonly Parameter[]) {
    const places = new Map<string, { start: number; length: number }>()
    const parts: Part[] = []
    let floats = 0
    for (const decays of [true, false])
      for (const rate of new Set(parameters.map((p) => p.rate))) {
        const start = floats
        for (const p of parameters.filter((q) => weightDecays(q) === decays && q.rate === rate)) {
          const length = elements(p.shape)
          places.set(p.value.name, { start: floats, length })
          floats += align(length)
        }
        if (floats > start) parts.push({ start, count: floats - start, decays, rate })
      }
    this.floats = floats
    this.parts = parts
    this.places = places
    this.memory = createMemory(floats * 4 * regions.length)
    this.kernels = createKernels(this.memory)
  }

  /** Byte offset of a region. */
  offset(region: Region): number {
    return regions.indexOf(region) * this.floats * 4
  }

  /** A whole region. */
  region(region: Region): Float32Array {
    return new Float32Array(this.memory.buffer, this.offset(region), this.floats)
  }

  /** One tensor's part of a region. */
  view(region: Region, name: string): Float32Array {
    const { start, length } = this.places.get(name)!
    return this.region(region).subarray(start, start + length)
  }

  get names(): readonly string[] {
    return [...this.places.keys()]
  }
}

/** Biases and layer norms, which have one axis, are not pulled towards 0. */
export const weightDecays = ({ shape }: Parameter): boolean => shape.length > 1

/**
 * The blocks for some parameters: as few as the 4 GB of a WebAssembly memory allow, in a fixed order. Exits have blocks of
 * their own, because a phase may train them alone.
 */
export function createBlocks(parameters: readonly Parameter[]): Block[] {
  const ofExits = ({ value }: Parameter): boolean => value.name.startsWith(exitPrefix)
  return [parameters.filter((p) => !ofExits(p)), parameters.filter(ofExits)].flatMap(fewestBlocks)
}

function fewestBlocks(parameters: readonly Parameter[]): Block[] {
  const limit = Math.floor(maximumBytes / 4 / regions.length)
  const groups: Parameter[][] = [[]]
  let used = 0
  for (const p of parameters) {
    const size = align(elements(p.shape))
    if (used + size > limit) {
      groups.push([])
      used = 0
    }
    used += size
    groups.at(-1)!.push(p)
  }
  return groups.filter((g) => g.length > 0).map((g) => new Block(g))
}

// Dropout masks, made outside the graph from (seed, step, piece, site): a continued run makes the same ones again.
import { random } from '../../shared/random.ts'
import type { DropoutSite } from '../graph/graph.ts'
import { sizeOf } from '../graph/value.ts'
import { createKernels, createMemory, type Kernels } from '../runtime/kernels.ts'
import { tensor, type Tensor } from '../runtime/session.ts'

export class Masks {
  private readonly sites: readonly DropoutSite[]
  private readonly seed: number
  private memory = createMemory(1 << 20)
  private kernels: Kernels = createKernels(this.memory)

  constructor(sites: readonly DropoutSite[], seed: number) {
    this.sites = sites
    this.seed = seed
  }

  /** Fresh masks for one piece of one step; `dims` gives the named sizes. They live until the next call. */
  make(step: number, piece: number, dims: { readonly [name: string]: number }): { [input: string]: Tensor } {
    const shapes = this.sites.map((site) => site.mask.shape.map((d) => sizeOf(d, dims)))
    const lengths = shapes.map((shape) => Math.ceil(shape.reduce((a, b) => a * b, 1) / 16) * 16)
    this.reserve(lengths.reduce((a, b) => a + b, 0))
    const rng = random(this.seed, 'dropout', step, piece)
    const result: { [input: string]: Tensor } = {}
    let offset = 0
    this.sites.forEach(({ mask, keep256 }, i) => {
      // xorshift stands still at 0
      const [a, b, c, d] = [rng.bits() | 1, rng.bits() | 1, rng.bits() | 1, rng.bits() | 1] as const
      this.kernels.mask(offset, lengths[i]!, keep256, a, b, c, d)
      const length = shapes[i]!.reduce((x, y) => x * y, 1)
      result[mask.name] = tensor(new Uint8Array(this.memory.buffer, offset, length), shapes[i]!)
      offset += lengths[i]!
    })
    return result
  }

  private reserve(bytes: number): void {
    if (bytes <= this.memory.buffer.byteLength) return
    this.memory = createMemory(bytes * 1.25)
    this.kernels = createKernels(this.memory)
  }
}

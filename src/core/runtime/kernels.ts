// Typed calls of the WebAssembly kernels (kernels.wat), all on one shared memory that ONNX Runtime reads and writes as well.
import { kernelsBinary } from './kernelsBinary.ts'

/** Offsets are in bytes; counts in elements. Floats come in fours, mask bytes in sixteens. */
export interface Kernels {
  adamw(
    parameters: number,
    gradients: number,
    first: number,
    second: number,
    count: number,
    beta1: number,
    beta2: number,
    rate: number,
    root: number,
    epsilon: number,
    decay: number,
    scale: number,
  ): void
  add(target: number, source: number, count: number): void
  sumOfSquares(x: number, count: number): number
  mask(bytes: number, count: number, keep256: number, s0: number, s1: number, s2: number, s3: number): void
}

/** A WebAssembly memory cannot pass 4 GB. */
export const maximumBytes = 65536 * 65536

const compiled = new WebAssembly.Module(Buffer.from(kernelsBinary, 'base64'))

/** A zeroed shared memory of at least `bytes` bytes. */
export function createMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.max(1, Math.ceil(bytes / 65536))
  return new WebAssembly.Memory({ initial: pages, maximum: 65536, shared: true })
}

/** The kernels, working on `memory`. */
export function createKernels(memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(compiled, { lathe: { memory } }).exports as unknown as Kernels
}

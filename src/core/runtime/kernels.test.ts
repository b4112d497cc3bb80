import { expect, test } from 'vitest'
import { assemble } from '../../../scripts/kernels.ts'
import { random } from '../../shared/random.ts'
import { createKernels, createMemory } from './kernels.ts'
import { kernelsBinary } from './kernelsBinary.ts'

test('the committed binary is what kernels.wat says', async () => {
  expect((await assemble()).toString('base64')).toBe(kernelsBinary)
})

const memory = createMemory(1 << 20)
const kernels = createKernels(memory)
const floats = (offset: number, count: number): Float32Array => new Float32Array(memory.buffer, offset, count)

test('adamw agrees with the formula of the paper over several steps', () => {
  const n = 20
  const [p, g] = [floats(0, n), floats(4096, n)]
  const rng = random(3)
  const expected = Array.from({ length: n }, (_, i) => (p[i] = Math.fround(rng.normal())))
  const first = new Array<number>(n).fill(0)
  const second = new Array<number>(n).fill(0)
  const [lr, b1, b2, epsilon, weightDecay, scale] = [0.01, 0.9, 0.999, 1e-8, 0.1, 0.5]
  for (let t = 1; t <= 5; t++) {
    for (let i = 0; i < n; i++) {
      g[i] = rng.normal()
      const gradient = g[i]! * scale
      first[i] = b1 * first[i]! + (1 - b1) * gradient
      second[i] = b2 * second[i]! + (1 - b2) * gradient ** 2
      const step = first[i]! / (1 - b1 ** t) / (Math.sqrt(second[i]! / (1 - b2 ** t)) + epsilon)
      expected[i] = expected[i]! - lr * weightDecay * expected[i]! - lr * step
    }
    kernels.adamw(
      0,
      4096,
      8192,
      12288,
      n,
      b1,
      b2,
      lr / (1 - b1 ** t),
      1 / Math.sqrt(1 - b2 ** t),
      epsilon,
      1 - lr * weightDecay,
      scale,
    )
  }
  for (let i = 0; i < n; i++) expect(p[i]).toBeCloseTo(expected[i]!, 5)
})

test('add and sumOfSquares', () => {
  floats(0, 8).set([1, 2, 3, 4, 5, 6, 7, 8])
  floats(4096, 8).fill(10)
  kernels.add(0, 4096, 8)
  expect([...floats(0, 8)]).toEqual([11, 12, 13, 14, 15, 16, 17, 18])
  expect(kernels.sumOfSquares(0, 8)).toBe([11, 12, 13, 14, 15, 16, 17, 18].reduce((s, x) => s + x * x, 0))
})

test('mask keeps the asked share, repeats with its seed and differs with another', () => {
  const n = 160_000
  const bytes = (seed: number): Uint8Array => {
    kernels.mask(0, n, 230, seed, seed + 1, seed + 2, seed + 3)
    return new Uint8Array(memory.buffer, 0, n).slice()
  }
  const a = bytes(12345)
  const kept = a.reduce((s, x) => s + x, 0) / n
  // Four standard deviations of a fair draw.
  expect(Math.abs(kept - 230 / 256)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / n))
  expect(bytes(12345)).toEqual(a)
  expect(bytes(54321)).not.toEqual(a)
  // Neighbouring bytes are independent: both kept as often as chance says.
  let both = 0
  for (let i = 1; i < n; i++) both += a[i]! & a[i - 1]!
  expect(Math.abs(both / n - kept * kept)).toBeLessThan(0.005)
})

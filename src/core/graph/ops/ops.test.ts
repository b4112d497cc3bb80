// Walks the whole op table: every gradient rule against central differences, through ONNX Runtime.
import { expect, test } from 'vitest'
import { random } from '../../../shared/random.ts'
import { Session, tensor, type Tensor } from '../../runtime/session.ts'
import { backward } from '../backward.ts'
import { createGraph, type Graph } from '../graph.ts'
import type { Shape, Value } from '../value.ts'
import { ops, type OpName } from './index.ts'

/** Inputs of one op: which get gradients, which are given, and how the op is called. */
interface Sample {
  readonly weights: { readonly [name: string]: readonly number[] }
  readonly given?: { readonly [name: string]: Tensor }
  readonly build: (g: Graph, v: { readonly [name: string]: Value }) => Value
  /** Named dims of the given inputs, where the op must not see numbers. */
  readonly named?: { readonly [name: string]: Shape }
}

const ints = (xs: number[], shape = [xs.length]): Tensor => tensor(BigInt64Array.from(xs, BigInt), shape)
const floats = (xs: number[], shape = [xs.length]): Tensor => tensor(Float32Array.from(xs), shape)

const samples: { readonly [K in OpName]: readonly Sample[] } = {
  add: [
    { weights: { a: [3, 4], b: [3, 4] }, build: (g, v) => g.add(v.a!, v.b!) },
    { weights: { a: [2, 3, 4], b: [4] }, build: (g, v) => g.add(v.a!, v.b!) },
    { weights: { a: [2, 3, 4], b: [2, 1, 4] }, build: (g, v) => g.add(v.a!, v.b!) },
  ],
  multiply: [
    { weights: { a: [3, 4], b: [3, 4] }, build: (g, v) => g.multiply(v.a!, v.b!) },
    { weights: { a: [2, 3, 4], b: [3, 1] }, build: (g, v) => g.multiply(v.a!, v.b!) },
    { weights: { a: [3, 4] }, build: (g, v) => g.multiply(v.a!, v.a!) },
  ],
  columns: [
    { weights: { x: [3, 6] }, build: (g, v) => g.columns(v.x!, { from: 1, to: 3 }) },
    // Two parts of one matrix add up in its gradient
    {
      weights: { x: [3, 4] },
      build: (g, v) => g.multiply(g.columns(v.x!, { from: 0, to: 2 }), g.columns(v.x!, { from: 2, to: 4 })),
    },
  ],
  concat: [
    { weights: { a: [3, 2], b: [3, 4] }, build: (g, v) => g.concat(v.a!, v.b!, { axis: 1 }) },
    // Sizes that only a batch knows
    {
      weights: { a: [6], b: [2, 2] },
      given: { target: ints([3, 2]) },
      build: (g, v) =>
        g.reshape(
          g.concat(g.reshape(v.a!, v.target!, null, { shape: ['M', 2] }), v.b!, { axis: 0 }),
          null,
          null,
          { shape: [10] },
        ),
    },
  ],
  repeat: [
    {
      weights: { x: [2, 3] },
      given: { rows: floats([1, 2, 3, 4], [4]) },
      build: (g, v) => g.repeat(v.x!, v.rows!),
    },
  ],
  zerosBefore: [{ weights: { x: [2, 3] }, build: (g, v) => g.zerosBefore(v.x!, { count: 2 }) }],
  scale: [{ weights: { x: [3, 2] }, build: (g, v) => g.scale(v.x!, { factor: -1.7 }) }],
  gemm: [
    { weights: { a: [3, 4], b: [4, 2], c: [2] }, build: (g, v) => g.gemm(v.a!, v.b!, v.c!, { alpha: 0.5 }) },
    { weights: { a: [3, 4], b: [2, 4] }, build: (g, v) => g.gemm(v.a!, v.b!, null, { transposed: true }) },
    {
      weights: { a: [3, 4], b: [2, 4], c: [3, 2] },
      build: (g, v) => g.gemm(v.a!, v.b!, v.c!, { transposed: true, alpha: 2 }),
    },
    // a is used twice, so the second product adds to the first one's gradient
    {
      weights: { a: [3, 3], b: [3, 3] },
      build: (g, v) => g.gemm(v.a!, v.b!, g.gemm(v.a!, v.b!, null, { transposed: true })),
    },
  ],
  matmul: [
    { weights: { a: [2, 2, 3, 4], b: [2, 2, 4, 2] }, build: (g, v) => g.matmul(v.a!, v.b!) },
    { weights: { a: [2, 2, 3, 4], b: [2, 4, 2] }, build: (g, v) => g.matmul(v.a!, v.b!) },
    { weights: { a: [3, 4], b: [2, 4, 2] }, build: (g, v) => g.matmul(v.a!, v.b!) },
  ],
  // W, A and B are taken for constants.
  magnitudeRatio: [
    {
      weights: { m: [3] },
      given: {
        w: floats([1, -2, 0.5, 0.3, 1.5, -1], [3, 2]),
        a: floats([0.4, -0.7], [1, 2]),
        b: floats([1, 0.2, -0.6], [3, 1]),
      },
      build: (g, v) => g.magnitudeRatio(v.m!, v.w!, v.a!, v.b!, { scale: 2 }),
    },
    {
      weights: { m: [3] },
      given: {
        w: floats([1, -2, 0.5, 0.3, 1.5, -1], [2, 3]),
        a: floats([0.4, -0.7], [1, 2]),
        b: floats([1, 0.2, -0.6], [3, 1]),
      },
      build: (g, v) => g.magnitudeRatio(v.m!, v.w!, v.a!, v.b!, { scale: 2, fanInFanOut: true }),
    },
  ],
  skew: [
    { weights: { x: [2, 2, 3, 6] }, build: (g, v) => g.skew(v.x!) },
    { weights: { x: [2, 1, 1, 2] }, build: (g, v) => g.skew(v.x!) },
  ],
  transpose: [{ weights: { x: [2, 3, 4] }, build: (g, v) => g.transpose(v.x!, { order: [2, 0, 1] }) }],
  reshape: [
    { weights: { x: [6, 2] }, build: (g, v) => g.reshape(v.x!, null, null, { shape: [3, 4] }) },
    {
      weights: { x: [6, 2] },
      given: { target: ints([2, 3, 2]) },
      build: (g, v) =>
        g.reshape(g.reshape(v.x!, v.target!, null, { shape: ['B', 'S', 2] }), null, v.target!, {
          shape: [4, 3],
        }),
    },
  ],
  embed: [
    {
      weights: { table: [5, 3] },
      given: { ids: ints([1, 4, 1, 1, 0]) },
      build: (g, v) => g.embed(v.table!, v.ids!),
    },
  ],
  padRows: [
    {
      weights: { x: [3, 2] },
      given: { pad: ints([0, 3, 1, 2], [2, 2]), unpad: ints([0, 2, 3]) },
      build: (g, v) => g.padRows(v.x!, v.pad!, v.unpad!),
    },
  ],
  unpadRows: [
    {
      weights: { x: [2, 2, 2] },
      given: { pad: ints([0, 3, 1, 2], [2, 2]), unpad: ints([0, 2, 3]) },
      build: (g, v) => g.unpadRows(v.x!, v.unpad!, v.pad!),
    },
  ],
  softmax: [{ weights: { x: [2, 3, 4] }, build: (g, v) => g.softmax(v.x!) }],
  logSoftmax: [{ weights: { x: [2, 3, 4] }, build: (g, v) => g.logSoftmax(v.x!) }],
  layerNorm: [
    {
      weights: { x: [3, 5], gamma: [5], beta: [5] },
      build: (g, v) => g.layerNorm(v.x!, v.gamma!, v.beta!, { epsilon: 1e-5 }),
    },
    {
      weights: { x: [3, 5], gamma: [5] },
      build: (g, v) => g.layerNorm(v.x!, v.gamma!, null, { epsilon: 1e-5 }),
    },
  ],
  rmsNorm: [
    { weights: { x: [3, 5], gamma: [5] }, build: (g, v) => g.rmsNorm(v.x!, v.gamma!, { epsilon: 1e-5 }) },
  ],
  rotary: [
    {
      // Two heads of four: their halves are pairs
      weights: { x: [3, 8] },
      given: {
        cos: floats([1, 1, 0.5, 0.8, -0.3, 0.1], [3, 2]),
        sin: floats([0, 0, 0.7, 0.6, 0.9, -0.2], [3, 2]),
      },
      build: (g, v) => g.rotary(v.x!, v.cos!, v.sin!),
    },
  ],
  silu: [{ weights: { x: [4, 3] }, build: (g, v) => g.silu(v.x!) }],
  gelu: [{ weights: { x: [4, 3] }, build: (g, v) => g.gelu(v.x!) }],
  geluTanh: [{ weights: { x: [4, 3] }, build: (g, v) => g.geluTanh(v.x!) }],
  tanh: [{ weights: { x: [4, 3] }, build: (g, v) => g.tanh(v.x!) }],
  relu: [{ weights: { x: [4, 3] }, build: (g, v) => g.relu(v.x!) }],
  dropout: [
    {
      weights: { x: [2, 3] },
      given: { mask: tensor(Uint8Array.of(1, 0, 1, 1, 1, 0), [2, 3]) },
      build: (g, v) => g.dropout(v.x!, v.mask!, { keep: 0.75 }),
    },
  ],
  crossEntropy: [
    {
      weights: { z: [3, 4] },
      given: { y: ints([2, 0, 2], [3, 1]), w: floats([0.5, 0.2, 0.3], [3, 1]) },
      build: (g, v) => g.crossEntropy(v.z!, v.y!, v.w!),
    },
  ],
  softCrossEntropy: [
    {
      weights: { z: [2, 3] },
      given: { t: floats([0.1, 0.2, 0.3, 0.4, 0, 0.2], [2, 3]) },
      build: (g, v) => g.softCrossEntropy(v.z!, v.t!),
    },
  ],
  squaredError: [
    {
      weights: { x: [3, 1] },
      given: { t: floats([1, -1, 0.5], [3, 1]), w: floats([0.5, 0.2, 0.3], [3, 1]) },
      build: (g, v) => g.squaredError(v.x!, v.t!, v.w!),
    },
    {
      weights: { x: [2, 3] },
      given: { t: floats([1, -1, 0.5, 2, 0, 1], [2, 3]), w: floats([0.5, 0.2], [2, 1]) },
      build: (g, v) => g.squaredError(v.x!, v.t!, v.w!),
    },
  ],
}

for (const name of Object.keys(ops) as OpName[])
  test(`${name}: gradients agree with central differences`, async () => {
    expect(samples[name].length).toBeGreaterThan(0)
    for (const [i, sample] of samples[name].entries()) await checkGradients(`${name} ${i}`, sample)
  })

async function checkGradients(name: string, { weights, given = {}, build }: Sample): Promise<void> {
  const g = createGraph({ training: true })
  const values: { [name: string]: Value } = {}
  const feeds: { [name: string]: Tensor } = { ...given }
  const rng = random(1, name)
  for (const [key, shape] of Object.entries(weights)) {
    values[key] = g.parameter(key, shape)
    // Away from 0, where relu has no slope.
    const data = Float32Array.from(
      { length: shape.reduce((a, b) => a * b) },
      () => (rng.uniform() + 0.2) * (rng.uniform() < 0.5 ? -1 : 1),
    )
    feeds[key] = tensor(data, shape)
  }
  for (const [key, t] of Object.entries(given)) values[key] = g.input(key, t.dims, t.type as 'int64')
  const y = build(g, values)
  // A loss with a different slope at every element: sum(tanh(r y)) through a fixed projection.
  const loss = y.shape.length === 0 ? y : project(g, y)
  g.output('loss', loss)
  const keys = Object.keys(weights)
  backward(
    g,
    loss,
    keys.map((key) => values[key]!),
  ).forEach((gradient, i) => g.output(`gradient ${keys[i]}`, gradient))
  const session = await Session.create(g, { device: 'cpu', threads: 1 })
  const fetches = Object.fromEntries(g.emitter.outputs.map((o) => [o.name, null]))
  const analytic = await session.run(feeds, fetches)
  const step = 1e-2
  for (const key of keys) {
    const data = feeds[key]!.data as Float32Array
    const gradient = analytic[`gradient ${key}`]!.data as Float32Array
    expect(gradient.length, `${name} d${key}`).toBe(data.length)
    for (let i = 0; i < data.length; i++) {
      const at = async (x: number): Promise<number> => {
        const kept = data[i]!
        data[i] = x
        const { loss: l } = await session.run(feeds, { loss: null })
        data[i] = kept
        return (l!.data as Float32Array)[0]!
      }
      const x = data[i]!
      // Richardson's step removes the error of order step^2.
      const wide = ((await at(x + 2 * step)) - (await at(x - 2 * step))) / (4 * step)
      const narrow = ((await at(x + step)) - (await at(x - step))) / (2 * step)
      const numeric = (4 * narrow - wide) / 3
      expect(
        Math.abs(gradient[i]! - numeric),
        `${name} d${key}[${i}]: ${gradient[i]} against ${numeric}`,
      ).toBeLessThan(2e-3 * Math.max(1, Math.abs(numeric)))
    }
  }
  await session.release()
}

function project(g: Graph, y: Value): Value {
  const count = y.shape.every((d) => typeof d === 'number')
    ? (y.shape as number[]).reduce((a, b) => a * b)
    : 12
  const flat = g.reshape(y, null, null, { shape: [1, count] })
  const rng = random(2, count)
  const r = g.emitter.constant(
    `projection ${count}`,
    [count, 1],
    Float32Array.from({ length: count }, () => rng.normal()),
  )
  return g.reshape(g.gemm(flat, r, null), null, null, { shape: [] })
}

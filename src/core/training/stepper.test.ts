// The optimizer step beyond the golden cases: clipping, decay, pieces, dropout masks.
import { expect, test } from 'vitest'
import { backward } from '../graph/backward.ts'
import { createGraph, type DropoutSite } from '../graph/graph.ts'
import { Session, tensor } from '../runtime/session.ts'
import { gradientName } from './graphs.ts'
import { Masks } from './masks.ts'
import { Stepper, type Piece, type StepSettings } from './stepper.ts'
import { freshWeights, type Weights } from './weights.ts'

/** A linear model y = x W + b with a squared error, its weights, and one step. */
async function stepped(
  settings: Partial<StepSettings>,
  pieces: readonly (readonly number[])[] = [[0, 1, 2, 3]],
  rateOfBias = 1,
): Promise<{ weights: Weights; before: Map<string, Float32Array>; loss: number; gradientNorm: number }> {
  const g = createGraph({ training: true })
  const w = g.parameter('w', [3, 1], { kind: 'normal', deviation: 1 })
  const b = g.parameter('b', [1], { kind: 'ones' }, rateOfBias)
  const y = g.gemm(g.input('x', ['M', 3]), w, b)
  const loss = g.squaredError(y, g.input('t', ['M', 1]), g.input('weights', ['M', 1]))
  g.output('loss', loss)
  const trained = [...g.parameters.values()]
  backward(g, loss, [w, b]).forEach((d, i) => g.output(gradientName(trained[i]!.value.name), d))
  const weights = freshWeights(trained, trained, 3)
  const before = new Map(trained.map(({ value: { name } }) => [name, read(weights, name).slice()]))
  const stepper = new Stepper(
    await Session.create(g, { device: 'cpu', threads: 1 }),
    weights,
    new Masks([], 1),
  )
  const piece = (rows: readonly number[]): Piece => ({
    dims: {},
    feeds: {
      x: tensor(Float32Array.from(rows.flatMap((r) => [r, 1 - r, r * r])), [rows.length, 3]),
      t: tensor(
        Float32Array.from(rows, (r) => 5 * r),
        [rows.length, 1],
      ),
      weights: tensor(new Float32Array(rows.length).fill(0.25), [rows.length, 1]),
    },
  })
  const all = { step: 1, learningRate: 0.1, weightDecay: 0, clip: 0, ...settings }
  return { weights, before, ...(await stepper.step(pieces.map(piece), all)) }
}

const read = (weights: Weights, name: string): Float32Array => weights.tensors[name]!.data as Float32Array

/** After one step AdamW's first moment is a tenth of the gradient it saw. */
const seenNorm = ({ blocks }: Weights): number =>
  Math.sqrt(blocks[0]!.region('first').reduce((s, m) => s + (10 * m) ** 2, 0))

test('clipping scales the whole gradient to the largest norm allowed, and says the true one', async () => {
  const free = await stepped({})
  expect(seenNorm(free.weights)).toBeCloseTo(free.gradientNorm, 3)
  const clipped = await stepped({ clip: 0.5 })
  expect(clipped.gradientNorm).toBe(free.gradientNorm)
  expect(seenNorm(clipped.weights)).toBeCloseTo(0.5, 5)
  const loose = await stepped({ clip: free.gradientNorm * 2 })
  expect(seenNorm(loose.weights)).toBe(seenNorm(free.weights))
})

test('a parameter that learns faster takes a step so many times as large', async () => {
  const plain = await stepped({})
  const fast = await stepped({}, [[0, 1, 2, 3]], 16)
  const moved = ({ weights, before }: typeof plain): number => read(weights, 'b')[0]! - before.get('b')![0]!
  expect(moved(fast)).toBeCloseTo(16 * moved(plain), 5)
  expect([...read(fast.weights, 'w')]).toEqual([...read(plain.weights, 'w')])
})

test('decay pulls matrices by rate x decay of their value, and no bias', async () => {
  const free = await stepped({})
  const decayed = await stepped({ weightDecay: 0.5 })
  const before = free.before.get('w')!
  read(decayed.weights, 'w').forEach((x, i) =>
    expect(read(free.weights, 'w')[i]! - x).toBeCloseTo(before[i]! * 0.1 * 0.5, 6),
  )
  expect([...read(decayed.weights, 'b')]).toEqual([...read(free.weights, 'b')])
})

test('a batch in pieces takes the same step', async () => {
  const whole = await stepped({ clip: 1 })
  const cut = await stepped({ clip: 1 }, [[2], [0, 3], [1]])
  expect(cut.loss).toBeCloseTo(whole.loss, 4)
  expect(cut.gradientNorm / whole.gradientNorm).toBeCloseTo(1, 6)
  for (const name of ['w', 'b'])
    read(cut.weights, name).forEach((x, i) => expect(x).toBeCloseTo(read(whole.weights, name)[i]!, 6))
})

test('the first step of AdamW moves every weight by the rate', async () => {
  const { weights, before } = await stepped({ learningRate: 0.25 })
  for (const name of ['w', 'b'])
    read(weights, name).forEach((x, i) => expect(Math.abs(x - before.get(name)![i]!)).toBeCloseTo(0.25, 4))
})

test('dropout masks depend on seed, step, piece and site, and on nothing before', () => {
  const site = (name: string): DropoutSite => ({
    mask: { name, shape: ['M', 7], type: 'uint8' },
    keep256: 192,
  })
  const masks = (seed: number, step: number, piece: number, rows = 90): string[] =>
    Object.values(new Masks([site('a'), site('b')], seed).make(step, piece, { M: rows })).map((t) =>
      Buffer.from(t.data as Uint8Array).toString('hex'),
    )
  const [a, b] = masks(1, 2, 0)
  expect(masks(1, 2, 0)).toEqual([a, b])
  expect(new Set([a, b, masks(2, 2, 0)[0], masks(1, 3, 0)[0], masks(1, 2, 1)[0]]).size).toBe(5)
  const used = new Masks([site('a'), site('b')], 1)
  used.make(1, 0, { M: 200_000 })
  const again = used.make(2, 0, { M: 90 })
  expect(Buffer.from(again['a']!.data as Uint8Array).toString('hex'), 'whatever was made before').toBe(a)
  const ones = (a!.match(/01/g) ?? []).length
  expect(Math.abs(ones / 630 - 0.75)).toBeLessThan(0.07)
  expect(again['a']!.dims).toEqual([90, 7])
})

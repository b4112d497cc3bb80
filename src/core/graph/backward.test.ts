import { expect, test } from 'vitest'
import { Session, tensor } from '../runtime/session.ts'
import { backward } from './backward.ts'
import { createGraph } from './graph.ts'

test('a weight that the loss does not depend on cannot be trained', () => {
  const g = createGraph({ training: true })
  const used = g.parameter('used', [1, 1])
  const stray = g.parameter('stray', [2])
  const loss = g.reshape(used, null, null, { shape: [] })
  expect(() => backward(g, loss, [used, stray])).toThrow(
    expect.objectContaining({
      code: 'graph',
      message: 'The loss does not depend on stray, so it cannot be trained.',
    }),
  )
})

test('frozen weights get no nodes', () => {
  const build = (trained: readonly string[]): number => {
    const g = createGraph({ training: true })
    let x = g.input('x', ['M', 4])
    for (const name of ['a', 'b', 'c']) x = g.gemm(x, g.parameter(name, [4, 4]), null)
    const loss = g.squaredError(
      g.gemm(x, g.parameter('d', [4, 1]), null),
      g.input('t', ['M', 1]),
      g.input('w', ['M', 1]),
    )
    const before = g.emitter.nodes.length
    backward(
      g,
      loss,
      trained.map((name) => g.parameters.get(name)!.value),
    )
    return g.emitter.nodes.filter((n, i) => i >= before && n.type === 'Gemm').length
  }
  // The last weight needs one product; the first needs one for each weight on the way, and its own.
  expect(build(['d'])).toBe(1)
  expect(build(['a'])).toBe(4)
  expect(build(['a', 'b', 'c', 'd'])).toBe(7)
})

test('a value used twice gets the sum of both gradients', async () => {
  const g = createGraph({ training: true })
  const x = g.parameter('x', [1, 1])
  // loss = 3 x + x^2, slope 3 + 2 x
  const loss = g.reshape(g.add(g.scale(x, { factor: 3 }), g.matmul(x, x)), null, null, { shape: [] })
  g.output('slope', backward(g, loss, [x])[0]!)
  const session = await Session.create(g, { device: 'cpu', threads: 1 })
  const { slope } = await session.run({ x: tensor(Float32Array.of(5), [1, 1]) }, { slope: null })
  expect([...(slope!.data as Float32Array)]).toEqual([13])
})

test('shapes that do not fit are refused where they meet, in words', () => {
  const g = createGraph({ training: true })
  const a = g.input('a', ['M', 3])
  const refused = (build: () => unknown, message: string): void =>
    expect(build).toThrow(expect.objectContaining({ code: 'graph', message }))
  refused(
    () => g.gemm(a, g.parameter('w', [4, 2]), null),
    'gemm needs b with inner size 3, but was given [M, 3] and [4, 2].',
  )
  refused(
    () => g.add(a, g.input('b', ['B', 3])),
    'add needs shapes that broadcast, but was given [M, 3] and [B, 3].',
  )
  refused(() => g.embed(a, a), 'embed needs int64 ids [n], but was given float32 [M, 3].')
  refused(() => g.parameter('p', ['M' as never]), 'p needs a fixed shape, but was given [M].')
})

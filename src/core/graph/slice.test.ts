import { expect, test } from 'vitest'
import { Session, tensor, type Feeds } from '../runtime/session.ts'
import { createGraph } from './graph.ts'
import { serialize } from './serialize.ts'
import { slice } from './slice.ts'

const cpu = { device: 'cpu', threads: 1 } as const
const floats = (...xs: number[]) => tensor(Float32Array.from(xs), [xs.length])

test('two parts one after the other compute what the whole does, each with only what it reads', async () => {
  const g = createGraph({ training: false })
  const [x, a, b] = [g.input('x', [2]), g.parameter('a', [2]), g.parameter('b', [2])]
  const shared = g.tanh(x)
  const middle = g.multiply(g.add(x, a), shared)
  const end = g.add(g.scale(g.multiply(middle, b), { factor: 2 }), shared)
  g.output('end', end)
  const first = slice(g.emitter, {}, { middle })
  const second = slice(g.emitter, { before: middle }, { end })
  expect(first.inputs.map(({ name }) => name)).toEqual(['x', 'a'])
  expect(second.inputs.map(({ name }) => name)).toEqual(['x', 'b', 'before'])
  const feeds = { x: floats(1, -2), a: floats(3, 4), b: floats(0.5, -1) }
  const run = async (bytes: Uint8Array, inputs: Feeds, name: string) => {
    const session = await Session.load(bytes, cpu)
    const found = (await session.run(inputs, { [name]: null }))[name]!
    await session.release()
    return found
  }
  const whole = await run(serialize(g.emitter), feeds, 'end')
  const half = await run(serialize(first), feeds, 'middle')
  const rest = await run(serialize(second), { ...feeds, before: half }, 'end')
  expect(rest.data).toEqual(whole.data)
})

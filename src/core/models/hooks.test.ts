import { expect, test } from 'vitest'
import { createGraph } from '../graph/graph.ts'
import { Session, tensor } from '../runtime/session.ts'
import { compose, type Hooks } from './hooks.ts'

const scaling = (factor: number): Hooks => ({
  embed: (g, x) => g.scale(x, { factor }),
  attend: (g, at) => ({ ...at, key: g.scale(at.key, { factor }) }),
})
const adding: Hooks = { embed: (g, x) => g.add(x, g.emitter.scalar(1)) }

test('hooks are called in turn, each on what the one before gave', async () => {
  const g = createGraph({ training: false })
  const x = g.input('x', [1])
  g.output('first', compose(scaling(3), adding).embed(g, x))
  g.output('second', compose(adding, scaling(3)).embed(g, x))
  const session = await Session.create(g, { device: 'cpu', threads: 1 })
  const out = await session.run({ x: tensor(Float32Array.of(2), [1]) }, { first: null, second: null })
  expect([out['first']!.data, out['second']!.data]).toEqual([Float32Array.of(7), Float32Array.of(9)])
})

test('a place without hooks passes values through untouched', () => {
  const g = createGraph({ training: false })
  const x = g.input('x', [1, 1, 1, 1])
  const none = compose(adding)
  const at = { query: x, key: x, value: x, mask: x }
  expect(none.attend(g, at, 0)).toBe(at)
  expect(none.head(g, x)).toBe(x)
  expect(none.afterLayer(g, x, 0)).toBe(x)
  expect(none.project(g, x, { name: 'n', layer: 0, x, inputs: 1, outputs: 1 })).toBe(x)
  expect(none.afterSublayer(g, x, { layer: 0, kind: 'attention', residual: x })).toBe(x)
  expect(compose(adding, scaling(2)).attend(g, at, 0)).toMatchObject({ query: x, value: x, mask: x })
  expect(g.emitter.nodes.map((n) => n.type)).toEqual(['Mul'])
})

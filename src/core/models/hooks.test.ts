import { expect, test } from 'vitest'
import { createGraph } from '../graph/graph.ts'
import { Session, tensor } from '../runtime/session.ts'
import { batchInputs } from './batchInputs.ts'
import { bert, bertConfig } from './bert.ts'
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
  expect(none.afterSublayer(g, x, { layer: 0, kind: 'attention', name: 'n', residual: x })).toBe(x)
  expect(compose(adding, scaling(2)).attend(g, at, 0)).toMatchObject({ query: x, value: x, mask: x })
  expect(g.emitter.nodes.map((n) => n.type)).toEqual(['Mul'])
})

test('BERT calls every hook where it should, as often as it has layers', async () => {
  const calls: string[] = []
  const hooks = compose({
    embed: (_, x) => (calls.push(`embed [${x.shape.join(' ')}]`), x),
    project: (_, y, { name, layer }) => (
      calls.push(`project ${layer} ${name.split('.').slice(-2).join('.')}`),
      y
    ),
    attend: (_, at, layer) => (calls.push(`attend ${layer} [${at.key.shape.join(' ')}]`), at),
    afterSublayer: (_, y, { layer, kind }) => (calls.push(`afterSublayer ${layer} ${kind}`), y),
    afterLayer: (_, x, layer) => (calls.push(`afterLayer ${layer}`), x),
    head: (_, x) => (calls.push(`head [${x.shape.join(' ')}]`), x),
  })
  const config = { model_type: 'bert', vocab_size: 9, hidden_size: 8, num_hidden_layers: 1 }
  const model = bert(bertConfig.parse({ ...config, num_attention_heads: 2, intermediate_size: 16 }))
  const g = createGraph({ training: false })
  const c = { g, batch: batchInputs(g), hooks, deviation: 1 }
  const rates = { hidden: 0, attention: 0, classifier: 0 }
  model.pool(c, model.encode(c, rates, c.batch.first).at(-1)!, rates)
  expect(calls).toEqual([
    'embed [M 8]',
    'project 0 self.query',
    'project 0 self.key',
    'project 0 self.value',
    'attend 0 [B 2 S 4]',
    'project 0 output.dense',
    'afterSublayer 0 attention',
    'project 0 intermediate.dense',
    'project 0 output.dense',
    'afterSublayer 0 feedForward',
    'afterLayer 0',
    'project -1 pooler.dense',
    'head [B 8]',
  ])
})

import { expect, test } from 'vitest'
import { goldenFolder } from '../../testing/golden.ts'
import { openModel } from '../models/open.ts'
import { classify } from '../objectives/classify.ts'
import { still, trainingGraph } from '../training/graphs.ts'
import { bitfit } from './bitfit.ts'
import { ia3 } from './ia3.ts'
import type { Applied } from './tuning.ts'

const bert = await openModel(goldenFolder('bert'))
const task = classify.for({ balance: false, classWeights: {}, labelSmoothing: 0 }, ['a', 'b'], [])

function trained(applied: Applied, of = 'layer.1.'): Map<string, readonly number[]> {
  const graph = trainingGraph(bert, applied, task, still, (name) => /ia3_l$|^classifier/.test(name))
  const ofLayer = graph.trained.filter(({ value }) => value.name.includes(of))
  return new Map(ofLayer.map(({ value, shape }) => [value.name.replace(/.*layer\.\d\./, ''), shape]))
}

test('(IA)^3 rescales keys, values and, as in PEFT, the input of every output.dense, also of the one after attention', () => {
  expect(trained(ia3.apply({ inputs: [], outputs: [] }, bert))).toEqual(
    new Map([
      ['attention.self.key.ia3_l', [32]],
      ['attention.self.value.ia3_l', [32]],
      ['attention.output.dense.ia3_l', [32]],
      ['output.dense.ia3_l', [64]],
    ]),
  )
})

test('named layers alone are rescaled; one in both lists is by its input, as in PEFT', () => {
  expect(trained(ia3.apply({ inputs: [], outputs: ['query'] }, bert))).toEqual(
    new Map([['attention.self.query.ia3_l', [32]]]),
  )
  const both = ia3.apply({ inputs: ['intermediate.dense'], outputs: ['intermediate.dense'] }, bert)
  expect(trained(both)).toEqual(new Map([['intermediate.dense.ia3_l', [32]]]))
  expect(() => ia3.apply({ inputs: ['mlp'], outputs: [] }, bert)).toThrow(
    expect.objectContaining({ code: 'option', details: { option: 'ia3.inputs', target: 'mlp' } }),
  )
})

test('BitFit trains every bias, those of the norms too, and refuses families that have none', async () => {
  expect([...trained(bitfit.apply({}, bert)).keys()]).toEqual([
    'attention.self.query.bias',
    'attention.self.key.bias',
    'attention.self.value.bias',
    'attention.output.dense.bias',
    'attention.output.LayerNorm.bias',
    'intermediate.dense.bias',
    'output.dense.bias',
    'output.LayerNorm.bias',
  ])
  for (const family of ['llama', 'modernbert']) {
    const model = await openModel(goldenFolder(family))
    expect(() => bitfit.apply({}, model)).toThrow(
      `Models of the family "${family}" have no bias terms, so BitFit finds nothing to train in them. Choose another tuning, such as LoRA.`,
    )
  }
  // Its queries, keys and values have some.
  expect(() => bitfit.apply({}, qwen2)).not.toThrow()
})

const qwen2 = await openModel(goldenFolder('qwen2'))

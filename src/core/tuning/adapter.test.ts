import { expect, test } from 'vitest'
import { elements } from '../graph/value.ts'
import type { Model } from '../models/family.ts'
import { modelFrom } from '../models/open.ts'
import { classify } from '../objectives/classify.ts'
import { still, trainingGraph } from '../training/graphs.ts'
import { freshWeights } from '../training/weights.ts'
import { adapter, adapterSettings } from './adapter.ts'
import type { Parameter } from '../graph/graph.ts'

const task = classify.for({ balance: false, classWeights: {}, labelSmoothing: 0 }, ['a', 'b'], [])
const isNew = (name: string): boolean => name.includes('adapter_') || name.startsWith('classifier')

const base = {
  model_type: 'bert',
  vocab_size: 30_522,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
}
const tiny = { ...base, vocab_size: 20, hidden_size: 8, num_hidden_layers: 2, num_attention_heads: 2 }

const trained = (model: Model, given: Record<string, unknown> = {}): readonly Parameter[] => {
  const options = adapter.schema.parse(given)
  return trainingGraph(model, adapter.apply(options, model), task, still, isNew).trained
}
const adapters = (model: Model, given: Record<string, unknown> = {}): readonly Parameter[] =>
  trained(model, given).filter(({ value }) => value.name.includes('adapter_'))
const size = (parameters: readonly Parameter[]): number =>
  parameters.reduce((sum, { shape }) => sum + elements(shape), 0)

test('BERT-base gets as many weights as with AdapterHub', () => {
  const model = modelFrom(base, 'config.json')
  expect(size(adapters(model))).toBe(894_528)
  expect(size(adapters(model, { kind: 'houlsby' }))).toBe(1_789_056)
  expect(size(adapters(model, { kind: 'parallel', reductionFactor: 2 }))).toBe(7_091_712)
})

test('A [r, D] and B [D, r] after the feed-forward part; houlsby after attention as well; and the new head', () => {
  const model = modelFrom(tiny, 'config.json')
  const shapes = (place: string): [string, readonly number[]][] => [
    [`${place}.adapter_down.weight`, [4, 8]],
    [`${place}.adapter_down.bias`, [4]],
    [`${place}.adapter_up.weight`, [8, 4]],
    [`${place}.adapter_up.bias`, [8]],
  ]
  const head = [
    ['classifier.weight', [2, 8]],
    ['classifier.bias', [2]],
  ]
  const found = (given: Record<string, unknown>): [string, readonly number[]][] =>
    trained(model, { reductionFactor: 2, ...given }).map(({ value, shape }) => [value.name, shape])
  const fed = [0, 1].flatMap((layer) => shapes(`bert.encoder.layer.${layer}.output.dense`))
  expect(found({})).toEqual([...fed, ...head])
  expect(found({ kind: 'parallel' })).toEqual([...fed, ...head])
  const both = [0, 1].flatMap((layer) =>
    ['attention.output', 'output'].flatMap((part) => shapes(`bert.encoder.layer.${layer}.${part}.dense`)),
  )
  expect(found({ kind: 'houlsby' })).toEqual([...both, ...head])
})

test('layers that share their weights share their adapter', () => {
  const model = modelFrom({ ...tiny, model_type: 'albert', embedding_size: 4 }, 'config.json')
  expect(adapters(model)).toHaveLength(4)
})

test('the bottleneck is rounded down, but never away', () => {
  const model = modelFrom(tiny, 'config.json')
  expect(adapters(model, { reductionFactor: 3 })[0]!.shape).toEqual([2, 8])
  expect(adapters(model, { reductionFactor: 100 })[0]!.shape).toEqual([1, 8])
})

test('what is left empty is the kind’s own', () => {
  const settings = (given: Record<string, unknown>): object => adapterSettings(adapter.schema.parse(given))
  expect(settings({})).toMatchObject({ nonLinearity: 'relu', scaling: 1, initialisation: 'bert' })
  expect(settings({ kind: 'houlsby' })).toMatchObject({ nonLinearity: 'swish', scaling: 1 })
  expect(settings({ kind: 'parallel' })).toMatchObject({ scaling: 4, initialisation: 'mam_adapter' })
  expect(settings({ kind: 'parallel', scaling: 1, nonLinearity: 'tanh' })).toMatchObject({
    nonLinearity: 'tanh',
    scaling: 1,
  })
})

test('the three initialisations', () => {
  const model = modelFrom({ ...tiny, hidden_size: 64 }, 'config.json')
  const begins = (initialisation: string) => {
    const parameters = adapters(model, { initialisation, reductionFactor: 1 })
    const { tensors } = freshWeights(parameters, parameters, 1)
    const values = (end: string): number[] =>
      parameters.flatMap(({ value }) =>
        value.name.endsWith(end) ? [...(tensors[value.name]!.data as Float32Array)] : [],
      )
    const [down, up] = [values('down.weight'), values('up.weight')]
    const deviation = (x: number[]): number => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length)
    const largest = (x: number[]): number => x.reduce((top, v) => Math.max(top, Math.abs(v)), 0)
    expect(largest(values('bias'))).toBe(0)
    return { down: deviation(down), downTop: largest(down), up: deviation(up), upTop: largest(up) }
  }
  const bert = begins('bert')
  expect(bert.down).toBeCloseTo(0.02, 3)
  expect(bert.up).toBeCloseTo(0.02, 3)
  expect(bert.upTop).toBeGreaterThan(0.06)
  const houlsby = begins('houlsby')
  // A normal cut at two deviations has 0.88 of its deviation.
  expect(houlsby.down).toBeCloseTo(0.0088, 3)
  expect(houlsby.upTop).toBeLessThanOrEqual(0.02)
  const mam = begins('mam_adapter')
  expect(mam.downTop).toBeLessThanOrEqual(1 / 8)
  expect(mam.down).toBeCloseTo(1 / 8 / Math.sqrt(3), 2)
  expect(mam.upTop).toBe(0)
})

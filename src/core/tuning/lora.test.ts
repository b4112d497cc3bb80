import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeTinyBert } from '../../testing/tinyBert.ts'
import { openModel } from '../models/open.ts'
import type { Model } from '../models/family.ts'
import { classify } from '../objectives/classify.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import { still, trainingGraph } from '../training/graphs.ts'
import { loadWeights } from '../training/weights.ts'
import { lora, loraScale } from './lora.ts'
import { targetMatcher } from './targets.ts'

let folder: string
let model: Model
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-lora-'))
  await writeTinyBert(folder, { layers: 2, hidden: 32, intermediate: 64 })
  model = await openModel(folder)
})
afterAll(() => rm(folder, { recursive: true }))

const task = classify.for({ balance: false, classWeights: {}, labelSmoothing: 0 }, ['a', 'b'], [])
const options = lora.schema.parse({ rank: 4, dropout: 0 })

const trained = (targets: string[], rank = 4): Map<string, readonly number[]> => {
  const isNew = (name: string): boolean => name.includes('lora_') || name.startsWith('classifier')
  const graph = trainingGraph(model, lora.apply({ ...options, targets, rank }, model), task, still, isNew)
  return new Map(graph.trained.map((p) => [p.value.name, p.shape]))
}

test('query and value of every layer unless told otherwise, A [r, in] and B [out, r], and the new head', () => {
  const parts = ['query', 'value'].flatMap((part) =>
    [0, 1].flatMap((layer) => {
      const name = `bert.encoder.layer.${layer}.attention.self.${part}`
      return [
        [`${name}.lora_A.weight`, [4, 32]],
        [`${name}.lora_B.weight`, [32, 4]],
      ] as [string, number[]][]
    }),
  )
  expect(trained([])).toEqual(new Map([...parts, ['classifier.weight', [2, 32]], ['classifier.bias', [2]]]))
})

test('targets by the end of their names; all-linear is the six of every layer', () => {
  const adapted = (targets: string[]): Set<string> =>
    new Set(
      [...trained(targets).keys()]
        .filter((n) => n.includes('lora_A'))
        .map((n) => n.replace(/.*layer\.\d\./, '')),
    )
  expect(adapted(['output.dense'])).toEqual(
    new Set(['attention.output.dense.lora_A.weight', 'output.dense.lora_A.weight']),
  )
  expect(adapted(['key'])).toEqual(new Set(['attention.self.key.lora_A.weight']))
  expect([...trained(['all-linear']).keys()].filter((n) => n.includes('lora_A'))).toHaveLength(12)
  expect(trained(['all-linear']).get('bert.encoder.layer.1.intermediate.dense.lora_B.weight')).toEqual([
    64, 4,
  ])
})

test('a target means a whole last part, as in PEFT', () => {
  const matches = targetMatcher(['query', 'attention.output.dense'])
  expect(matches('bert.encoder.layer.0.attention.self.query')).toBe(true)
  expect(matches('bert.encoder.layer.0.attention.self.myquery')).toBe(false)
  expect(matches('bert.encoder.layer.0.attention.output.dense')).toBe(true)
  expect(matches('bert.encoder.layer.0.output.dense')).toBe(false)
})

test('targets that no layer has are refused with those that there are', () => {
  expect(() => trained(['q_proj'])).toThrow(
    expect.objectContaining({
      code: 'option',
      message:
        'The model has no linear layer called q_proj. Choose among attention.self.query, attention.self.key, attention.self.value, attention.output.dense, intermediate.dense, output.dense, or all-linear.',
    }),
  )
})

test('the update is scaled by alpha / r, or alpha / sqrt r', () => {
  expect(loraScale(8, 16, false)).toBe(2)
  expect(loraScale(64, 16, true)).toBe(2)
})

test('DoRA begins with the lengths of the weights, so that it begins as the model', async () => {
  const applied = lora.apply({ ...options, dora: true }, model)
  const { graph } = trainingGraph(model, applied, task, still, (name) => name.includes('lora_'))
  const checkpoint = await openCheckpoint(folder)
  const { tensors } = await loadWeights(graph.parameters.values(), [], checkpoint, model.aliases, 1)
  await checkpoint.close()
  const name = 'bert.encoder.layer.1.attention.self.value'
  const weight = tensors[`${name}.weight`]!.data as Float32Array
  const lengths = tensors[`${name}.lora_magnitude_vector`]!.data as Float32Array
  expect(lengths).toHaveLength(32)
  lengths.forEach((length, row) => {
    expect(length).toBeCloseTo(Math.hypot(...weight.subarray(row * 32, (row + 1) * 32)), 5)
  })
})

test('with LoRA+ only the matrices B learn faster', () => {
  const isNew = (name: string): boolean => name.includes('lora_') || name.startsWith('classifier')
  const graph = trainingGraph(model, lora.apply({ ...options, rateRatio: 16 }, model), task, still, isNew)
  for (const { value, rate } of graph.trained) expect(rate).toBe(value.name.includes('lora_B') ? 16 : 1)
})

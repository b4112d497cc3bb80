// Prefix tuning, P-tuning v2 and soft prompts: what they train, where they begin, and where they do not fit.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { goldenFolder } from '../../testing/golden.ts'
import { writeTinyBert } from '../../testing/tinyBert.ts'
import { applyTuning } from '../catalog/tunings.ts'
import { openModel } from '../models/open.ts'
import type { Model } from '../models/family.ts'
import { classify } from '../objectives/classify.ts'
import { loadTokenizer, type Tokenizer } from '../tokens/tokenizer.ts'
import { still, trainingGraph } from '../training/graphs.ts'
import { settledWeights } from '../training/settled.ts'
import { freshWeights } from '../training/weights.ts'
import { prefix } from './prefix.ts'
import { pTuningV2 } from './pTuningV2.ts'
import { softPrompt } from './softPrompt.ts'
import type { Applied } from './tuning.ts'

let folder: string
let model: Model
let tokenizer: Tokenizer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-prompts-'))
  await writeTinyBert(folder, { layers: 2, hidden: 32, intermediate: 64 })
  model = await openModel(folder)
  tokenizer = await loadTokenizer(folder)
})
afterAll(() => rm(folder, { recursive: true }))

const task = classify.for({ balance: false, classWeights: {}, labelSmoothing: 0 }, ['a', 'b'], [])
const isNew = (name: string): boolean => name.startsWith('prompt_') || name.startsWith('classifier')

function trained(tuning: Applied, of = model): Record<string, readonly number[]> {
  const graph = trainingGraph(of, tuning, task, still, isNew)
  return Object.fromEntries(graph.trained.map((p) => [p.value.name, p.shape]))
}
const head = { 'classifier.weight': [2, 32], 'classifier.bias': [2] }

test('a prefix has a key and a value of the model’s width for each virtual token and layer', () => {
  const plain = prefix.apply({ length: 5, reparameterise: false, mlpWidth: 1 }, model)
  expect(trained(plain)).toEqual({ prompt_embeddings: [5, 2 * 2 * 32], ...head })
  expect(trained(pTuningV2.apply({ length: 5, dropout: 0.1 }, model))).toEqual(trained(plain))
})

test('through an MLP it trains that, and afterwards is what that makes', async () => {
  const tuning = prefix.apply({ length: 5, reparameterise: true, mlpWidth: 7 }, model)
  const { prompt_embeddings: none, ...rest } = trained(tuning)
  expect(none).toBeUndefined()
  expect(rest).toEqual({
    'prompt_encoder.embedding.weight': [5, 32],
    'prompt_encoder.transform.0.weight': [7, 32],
    'prompt_encoder.transform.0.bias': [7],
    'prompt_encoder.transform.2.weight': [128, 7],
    'prompt_encoder.transform.2.bias': [128],
    ...head,
  })
  const graph = tuning.settled!.graph()
  const weights = freshWeights(graph.parameters.values(), [], 1)
  const { prompt_embeddings: made } = await settledWeights(tuning, async () => weights.tensors)
  const of = (name: string): Float32Array => weights.tensors[`prompt_encoder.${name}`]!.data as Float32Array
  const [e, w1, b1] = [of('embedding.weight'), of('transform.0.weight'), of('transform.0.bias')]
  const [w2, b2] = [of('transform.2.weight'), of('transform.2.bias')]
  const middle = Array.from({ length: 7 }, (_, j) =>
    Math.tanh(
      b1[j]! + Array.from({ length: 32 }, (_, k) => w1[j * 32 + k]! * e[32 + k]!).reduce((a, b) => a + b),
    ),
  )
  // Row 1, column 100
  const wanted = b2[100]! + middle.reduce((sum, x, j) => sum + x * w2[100 * 7 + j]!, 0)
  expect(made!.dims).toEqual([5, 128])
  expect((made!.data as Float32Array)[128 + 100]).toBeCloseTo(wanted, 5)
})

test('heads that share keys have a narrower prefix', async () => {
  const llama = await openModel(goldenFolder('llama'))
  const tuning = prefix.apply({ length: 3, reparameterise: false, mlpWidth: 1 }, llama)
  // 2 layers, 2 key heads of 8
  expect(trained(tuning, llama)).toMatchObject({ prompt_embeddings: [3, 2 * 2 * 16] })
})

test('a soft prompt begins at the names of the classes, then at words; the same for the same seed', () => {
  const tuning = softPrompt.apply({ length: 4, initial: 'labels' }, model, {
    labels: ['good', 'bad'],
    tokenizer,
  })
  const { graph } = trainingGraph(model, tuning, task, still, isNew)
  const tensors = (seed: number): { prompt: Float32Array; words: Float32Array } => {
    const all = freshWeights(graph.parameters.values(), [], seed).tensors
    return {
      prompt: all['prompt_embeddings']!.data as Float32Array,
      words: all['bert.embeddings.word_embeddings.weight']!.data as Float32Array,
    }
  }
  const { prompt, words } = tensors(1)
  const row = (id: number): number[] => [...words.subarray(id * 32, id * 32 + 32)]
  const begun = (i: number): number[] => [...prompt.subarray(i * 32, i * 32 + 32)]
  const mean = (ids: Int32Array): number[] =>
    row(0).map((_, k) => [...ids].reduce((sum, id) => sum + row(id)[k]! / ids.length, 0))
  for (const [i, label] of ['good', 'bad'].entries())
    begun(i).forEach((x, k) => expect(x).toBeCloseTo(mean(tokenizer.bare(label))[k]!, 6))
  const known = new Set(Array.from({ length: words.length / 32 }, (_, id) => row(id).join()))
  expect(known).toContain(begun(2).join())
  expect(known).toContain(begun(3).join())
  expect(tensors(1).prompt).toEqual(prompt)
})

test('what does not fit is refused in a sentence', async () => {
  const { maxLength } = model.facts
  expect(() => softPrompt.apply({ length: maxLength, initial: 'random' }, model)).toThrow(
    expect.objectContaining({
      code: 'option',
      message: `The model reads at most ${maxLength} tokens, so ${maxLength} virtual ones leave no room for text. Choose at most ${maxLength - 8}.`,
    }),
  )
  const deberta = await openModel(goldenFolder('deberta-v2'))
  expect(() => pTuningV2.apply({ length: 5, dropout: 0 }, deberta)).toThrow(
    expect.objectContaining({ code: 'method', message: expect.stringContaining('a prefix stands nowhere') }),
  )
  const two = { id: 'prefix', options: {}, and: { id: 'softPrompt', options: {} } }
  expect(() => applyTuning(two, model)).toThrow(
    'prefix and softPrompt do not go together. Both put virtual tokens before the text.',
  )
})

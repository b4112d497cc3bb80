// Which tokens a language model is asked for, in which rows, and what they weigh.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { random } from '../../shared/random.ts'
import { writeTinyBert } from '../../testing/tinyBert.ts'
import type { Model } from '../models/family.ts'
import { openModel } from '../models/open.ts'
import { loadTokenizer, type Tokenizer } from '../tokens/tokenizer.ts'
import { causalLm } from './causalLm.ts'
import { maskedLm } from './maskedLm.ts'

let folder: string
let model: Model
let tokenizer: Tokenizer
let long: { ids: Int32Array }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-lm-'))
  await writeTinyBert(folder)
  model = await openModel(folder)
  tokenizer = await loadTokenizer(folder)
  long = rowOf('the film was good and bad all day long. '.repeat(20))
})
afterAll(() => rm(folder, { recursive: true }))

const rowOf = (text: string): { ids: Int32Array } => ({ ids: tokenizer.encode(text, undefined, 512).ids })
const values = (data: Float32Array | BigInt64Array): number[] => [...data].map(Number)

test('the share of the text is hidden; most of it behind the mask, some behind another word, some not at all', async () => {
  const task = maskedLm.for({ share: 0.25, wholeWords: false }, { model, tokenizer })
  const { asked, pieces } = await task.pieces([[long, long], [rowOf('good')]], random(1, 'a'))
  expect(asked).toBe(2 * Math.round(0.25 * (long.ids.length - 2)) + 1)
  const [first, second] = pieces
  expect([first!.dims['K'], second!.dims['K']]).toEqual([asked - 1, 1])
  const read = first!.rows.flatMap(({ ids }) => Array.from(ids))
  const original = [...long.ids, ...long.ids]
  const places = values(first!.feeds['places']!.data)
  const labels = values(first!.feeds['labels']!.data)
  expect(places.map((place) => original[place])).toEqual(labels)
  expect(read.filter((id, place) => id !== original[place] && !places.includes(place))).toEqual([])
  const kinds = places.map((place, k) =>
    read[place] === tokenizer.special.mask ? 'mask' : read[place] === labels[k] ? 'same' : 'other',
  )
  const share = (kind: string): number => kinds.filter((k) => k === kind).length / kinds.length
  expect(share('mask')).toBeGreaterThan(0.7)
  expect(share('mask')).toBeLessThan(0.9)
  expect(Math.min(share('same'), share('other'))).toBeGreaterThan(0.03)
  const weights = [
    ...values(first!.feeds['labelWeights']!.data),
    ...values(second!.feeds['labelWeights']!.data),
  ]
  expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5)
  expect(new Set(weights).size, 'every token weighs the same').toBe(1)
})

test('the same random stream hides the same tokens, another one others', async () => {
  const task = maskedLm.for({ share: 0.15, wholeWords: false }, { model, tokenizer })
  const pieces = async (name: string) => (await task.pieces([[long]], random(1, name))).pieces[0]
  expect(await pieces('a')).toEqual(await pieces('a'))
  expect((await pieces('a'))!.feeds).not.toEqual((await pieces('b'))!.feeds)
})

test('whole words: all pieces of a word are hidden, or none', async () => {
  const task = maskedLm.for({ share: 0.3, wholeWords: true }, { model, tokenizer })
  // Only the second word is in the vocabulary; the others fall into pieces.
  const row = rowOf('xylophone film zebras quartz')
  const words = ['xylophone', 'film', 'zebras', 'quartz'].map((word) => tokenizer.bare(word).length)
  expect(words[1]).toBe(1)
  const starts = words.map((_, i) => 1 + words.slice(0, i).reduce((a, b) => a + b, 0))
  for (let seed = 0; seed < 20; seed++) {
    const { pieces } = await task.pieces([[row]], random(seed, 'words'))
    const places = values(pieces[0]!.feeds['places']!.data)
    for (const [word, start] of starts.entries()) {
      const within = places.filter((place) => place >= start && place < start + words[word]!)
      expect([0, words[word]]).toContain(within.length)
    }
  }
})

test('the head is what only the language model has', () => {
  const { isHead } = maskedLm.for({ share: 0.15, wholeWords: false }, { model, tokenizer })
  expect(isHead('cls.predictions.bias')).toBe(true)
  expect(isHead('cls.predictions.transform.dense.weight')).toBe(true)
  expect(isHead('bert.embeddings.word_embeddings.weight')).toBe(false)
})

test('a model is refused what it was not made for', async () => {
  expect(() => causalLm.for({}, { model, tokenizer })).toThrow(
    /bert model sees both sides of a word.*Choose the objective maskedLm/,
  )
  const decoder: Model = {
    ...model,
    family: 'gpt2',
    languageModel: { ...model.languageModel, kind: 'causal' },
  }
  expect(() => maskedLm.for({ share: 0.15, wholeWords: false }, { model: decoder, tokenizer })).toThrow(
    /gpt2 model reads from left to right.*Choose the objective causalLm/,
  )
  const { pieces, asked } = await causalLm
    .for({}, { model: decoder, tokenizer })
    .pieces([[{ ids: [2, 80, 90, 3] }, { ids: [2, 77, 3] }]], random(1))
  expect(asked).toBe(5)
  expect(values(pieces[0]!.feeds['places']!.data)).toEqual([0, 1, 2, 4, 5])
  expect(values(pieces[0]!.feeds['labels']!.data)).toEqual([80, 90, 3, 77, 3])
})

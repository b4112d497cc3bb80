// The fixture that every other test trains: whole, equal for equal seeds, and readable by the tokenizer library.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AutoTokenizer } from '@xenova/transformers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCheckpoint } from '../core/files/checkpoint.ts'
import { writeTinyBert } from './tinyBert.ts'
import { tinyVocabulary } from './tinyVocabulary.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-tiny-'))
  await writeTinyBert(folder)
})
afterAll(() => rm(folder, { recursive: true }))

test('has every tensor of a masked-language-model BERT with the shapes of its config', async () => {
  const checkpoint = await openCheckpoint(folder)
  const shape = (name: string): readonly number[] | undefined => checkpoint.tensors.get(name)?.shape
  expect(checkpoint.tensors.size).toBe(5 + 2 * 16 + 2 + 5)
  expect(shape('bert.embeddings.word_embeddings.weight')).toEqual([tinyVocabulary.length, 32])
  expect(shape('bert.encoder.layer.1.output.dense.weight')).toEqual([32, 64])
  expect(shape('cls.predictions.bias')).toEqual([tinyVocabulary.length])
  const weights = new Float32Array(32 * 64)
  await checkpoint.readInto('bert.encoder.layer.1.output.dense.weight', weights)
  const variance = weights.reduce((sum, w) => sum + w * w, 0) / weights.length
  expect(variance).toBeCloseTo(0.01, 3)
  await checkpoint.close()
})

test('its vocabulary has no token twice and its tokenizer knows words, pieces and pairs', async () => {
  expect(new Set(tinyVocabulary).size).toBe(tinyVocabulary.length)
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true })
  const { input_ids: ids, token_type_ids: types } = tokenizer('A GREAT Movie, really!', {
    text_pair: 'qux',
    return_tensor: false,
  }) as { input_ids: number[]; token_type_ids: number[] }
  expect(ids.map((id) => tinyVocabulary[id]).join(' ')).toBe(
    '[CLS] a great movie , really ! [SEP] q ##u ##x [SEP]',
  )
  expect(types).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
})

test('equal seeds write equal bytes, another seed other ones', async () => {
  const bytes = async (seed: number): Promise<Buffer> => {
    const other = await mkdtemp(join(tmpdir(), 'lathe-tiny-'))
    await writeTinyBert(other, { seed })
    const file = await readFile(join(other, 'model.safetensors'))
    await rm(other, { recursive: true })
    return file
  }
  const first = await readFile(join(folder, 'model.safetensors'))
  expect((await bytes(7)).equals(first)).toBe(true)
  expect((await bytes(8)).equals(first)).toBe(false)
})

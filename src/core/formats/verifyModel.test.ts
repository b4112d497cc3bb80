// Damage of every kind, done to real files and found again.
import { copyFile, mkdir, mkdtemp, open, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeTinyBert } from '../../testing/tinyBert.ts'
import { openSafetensors } from '../files/safetensors.ts'
import { sha256OfFile } from '../files/checksum.ts'
import { verifyModel } from './verifyModel.ts'

let folder: string
let weights: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-verify-'))
  weights = join(folder, 'model.safetensors')
  await writeTinyBert(folder)
})
afterEach(() => rm(folder, { recursive: true }))

/** Writes one float over the first value of a tensor. */
async function spoil(name: string, value: number): Promise<void> {
  const file = await openSafetensors(weights)
  const { start } = file.tensors.get(name)!
  await file.close()
  const handle = await open(weights, 'r+')
  await handle.write(new Uint8Array(Float32Array.of(value).buffer), 0, 4, start)
  await handle.close()
}

test('a sound model, in one file or in shards, has no problems and its checksums are told', async () => {
  const { tensors, problems, checksums } = await verifyModel(folder, {})
  expect([tensors, problems]).toEqual([5 + 2 * 16 + 2 + 5, []])
  expect(checksums['model.safetensors']).toBe(await sha256OfFile(weights))
  expect(Object.keys(checksums)).toEqual(
    expect.arrayContaining(['config.json', 'tokenizer.json', 'vocab.txt']),
  )
  expect(await verifyModel(folder, checksums)).toMatchObject({ problems: [] })

  const shards = join(folder, 'shards')
  await writeTinyBert(shards, { shards: 3 })
  expect(await verifyModel(shards, {})).toMatchObject({ tensors: 44, problems: [] })
})

test('one changed bit is found, NaN and infinity are counted', async () => {
  const { checksums } = await verifyModel(folder, {})
  await spoil('bert.pooler.dense.bias', 0.5)
  expect((await verifyModel(folder, checksums)).problems).toEqual([
    'model.safetensors has changed since the model was added: its checksum is another.',
  ])
  await spoil('bert.pooler.dense.bias', Number.NaN)
  await spoil('cls.predictions.bias', Number.POSITIVE_INFINITY)
  const { problems } = await verifyModel(folder, {})
  expect(problems).toHaveLength(2)
  expect(problems.join()).toMatch(
    /bert\.pooler\.dense\.bias has 1 of 32 values that are infinite or no number/,
  )
})

test('weights that do not fit config.json, are missing or are cut off are named', async () => {
  const path = join(folder, 'config.json')
  const config = JSON.parse(await readFile(path, 'utf8')) as object
  await writeFile(path, JSON.stringify({ ...config, intermediate_size: 48, num_hidden_layers: 3 }))
  const { problems } = await verifyModel(folder, {})
  expect(problems).toContain('The weight bert.encoder.layer.2.output.dense.weight is missing.')
  expect(problems.join()).toMatch(
    /layer\.0\.output\.dense\.weight has the shape \[32, ?64\]; config.json asks for \[32, ?48\]/,
  )

  const bytes = await readFile(weights)
  await writeFile(weights, bytes.subarray(0, bytes.length - 100))
  expect((await verifyModel(folder, {})).problems.join()).toContain('cut off or damaged')
  await rm(weights)
  const gone = await verifyModel(folder, { 'model.safetensors': 'x' })
  expect(gone.problems).toHaveLength(2)
  expect(gone.problems[0]).toBe('model.safetensors is not there any more.')
})

test('in a Hugging Face cache the name of a blob is the checksum it must have', async () => {
  const snapshot = join(folder, 'snapshot')
  await mkdir(snapshot)
  for (const name of ['config.json', 'tokenizer.json', 'vocab.txt'])
    await copyFile(join(folder, name), join(snapshot, name))
  const blob = join(folder, await sha256OfFile(weights))
  await rename(weights, blob)
  await symlink(blob, join(snapshot, 'model.safetensors'))
  expect(await verifyModel(snapshot, {})).toMatchObject({ problems: [] })
  weights = blob
  await spoil('bert.pooler.dense.bias', 0.25)
  expect((await verifyModel(snapshot, {})).problems.join()).toContain('not what the Hub sent')
})

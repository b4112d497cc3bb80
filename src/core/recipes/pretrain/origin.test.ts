// A deeper model that grows from a smaller one.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeTinyBert } from '../../../testing/tinyBert.ts'
import { openCheckpoint } from '../../files/checkpoint.ts'
import { pretrainOptions } from './options.ts'
import { openOrigin } from './origin.ts'
import { pretrain } from './pretrain.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lathe-grow-'))
})
afterAll(() => rm(root, { recursive: true }))

const io = { resume: false, stopRequested: () => false, progress: () => {}, note: () => {} }

test('a model twice as deep begins with each layer twice, the same words and the same sizes', async () => {
  const small = join(root, 'small')
  await writeTinyBert(small, { layers: 2, hidden: 32, intermediate: 128 })
  const text = join(root, 'text.txt')
  const stories = Array.from({ length: 200 }, (_, i) => `the film was good and the story ${i % 9} was bad .`)
  await writeFile(text, stories.join('\n\n'))
  const folder = join(root, 'deep')
  // So small a rate moves nothing that half precision would keep.
  const options = pretrainOptions.parse({
    ...{ files: [text], from: small, layers: 4, steps: 2, batchTokens: 64, learningRate: 1e-12 },
    ...{ weightDecay: 0, threads: 1 },
  })
  const { heldOutLoss } = await pretrain(options, { ...io, folder })
  expect(heldOutLoss).toBeGreaterThan(0)
  const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as object
  expect(config).toMatchObject({ num_hidden_layers: 4, hidden_size: 32, max_position_embeddings: 64 })
  expect(await readFile(join(folder, 'vocab.txt'), 'utf8')).toBe(
    await readFile(join(small, 'vocab.txt'), 'utf8'),
  )
  expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('the weights of small')
  const [before, after] = [await openCheckpoint(small), await openCheckpoint(folder)]
  const name = (layer: number): string => `bert.encoder.layer.${layer}.output.dense.weight`
  for (const layer of [0, 1, 2, 3]) {
    const [was, is] = [new Float32Array(32 * 128), new Float32Array(32 * 128)]
    await before.readInto(name(layer % 2), was)
    await after.readInto(name(layer), is)
    // What was float32 is half precision now.
    was.forEach((x, i) => expect(is[i]).toBeCloseTo(x, 3))
  }
  await before.close()
  await after.close()
})

test('a model of another make is refused by the name of the option', async () => {
  const other = join(root, 'other')
  await writeTinyBert(other, { hidden: 32, intermediate: 64 })
  await expect(openOrigin(other)).rejects.toMatchObject({
    code: 'option',
    message: expect.stringContaining('lathe pretrain'),
    details: { option: 'from' },
  })
})

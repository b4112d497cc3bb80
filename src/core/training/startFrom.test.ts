// A run that goes on from the weights of another one: the same classes from where it ended, other classes with a new last layer.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunPlace } from '../../shared/jobs.ts'
import { anotherRun, makePlace, reviews } from '../../testing/runPlace.ts'
import { resolveSpec } from '../catalog/resolveSpec.ts'
import { importDataset } from '../data/importDataset.ts'
import { openBest } from './bestWeights.ts'
import { train } from './train.ts'

const io = { progress: () => {}, note: () => {}, stopRequested: () => false }
let folder: string
let first: RunPlace
let loss: number
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-start-'))
  const spec = { split: { dev: 0.2 }, training: { steps: 20, learningRate: 0.01 }, threads: 1 }
  first = await makePlace(folder, { csv: reviews(80), spec })
  loss = (await train(first, io, false)).result.scores.dev!.loss
})
afterAll(() => rm(folder, { recursive: true }))

/** A run from the first one's weights that does not move away from them. */
async function next(name: string, changed: object = {}): Promise<RunPlace> {
  const training = { steps: 1, learningRate: 0 }
  const spec = resolveSpec({ ...first.spec, start: 'r1', training, ...changed })
  const place = await anotherRun({ ...first, spec }, join(folder, name))
  return { ...place, startFolder: first.runFolder }
}

async function weight(run: RunPlace, name: string): Promise<Float32Array> {
  const file = await openBest(run.runFolder)
  const values = new Float32Array(file.tensors.get(name)!.shape.reduce((a, b) => a * b))
  await file.readInto(name, values)
  await file.close()
  return values
}
const adapter = 'bert.encoder.layer.1.attention.self.value.lora_B.weight'

test('the same classes: it predicts what the first run predicts, until it learns', async () => {
  const { result } = await train(await next('same'), io, false)
  expect(result.scores.dev!.loss).toBeCloseTo(loss, 6)
  const anew = await anotherRun({ ...first, spec: (await next('x')).spec }, join(folder, 'anew'))
  expect((await train(anew, io, false)).result.scores.dev!.loss).not.toBeCloseTo(loss, 4)
})

test('other classes: the adapter is taken over, the last layer starts anew', async () => {
  const path = join(folder, 'others.csv')
  await writeFile(path, reviews(80).replaceAll(',good', ',yes').replaceAll(',bad', ',no'))
  const files = [{ path, name: 'others.csv', split: 'train', options: {}, roles: undefined }] as const
  const { id } = await importDataset({ name: 'others', task: undefined, folder, files })
  const run = { ...(await next('others', { dataset: id })), datasetFolder: join(folder, id) }
  await train(run, io, false)
  expect(await weight(run, adapter)).toEqual(await weight(first, adapter))
  expect(await weight(run, 'classifier.weight')).not.toEqual(await weight(first, 'classifier.weight'))
})

test('another method, or a run without weights, is no start', async () => {
  const tuning = { id: 'lora', options: { alpha: 64 } }
  await expect(train(await next('alpha', { tuning }), io, false)).rejects.toMatchObject({
    code: 'option',
    message: expect.stringContaining('"lora" with the same options'),
  })
  const empty = { ...(await next('empty')), startFolder: join(folder, 'nowhere') }
  await expect(train(empty, io, false)).rejects.toMatchObject({ code: 'run' })
})

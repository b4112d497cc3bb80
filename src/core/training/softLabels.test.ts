// Runs that learn from soft labels: what they learn is the teacher's view, and what cannot be learned from is refused.
import { mkdtemp, readFile, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunPlace } from '../../shared/jobs.ts'
import { makePlace, reviews } from '../../testing/runPlace.ts'
import { deriveDataset } from '../data/deriveDataset.ts'
import { readExamples, readManifest } from '../data/readDataset.ts'
import { softLabelsFile } from '../data/softLabels.ts'
import { exportRun } from '../formats/exportRun.ts'
import { Predictor } from '../inference/predictor.ts'
import { softmax } from '../../shared/softmax.ts'
import { planRun } from './estimate.ts'
import { train } from './train.ts'

const starter = join(import.meta.dirname, '..', '..', '..', 'resources', 'models', 'starter')
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-soft-'))
})
afterAll(() => rm(folder, { recursive: true }))

const spec = {
  objective: { id: 'softLabels' },
  tuning: { id: 'full' },
  split: { dev: 0.2 },
  training: { batch: 8, steps: 60, learningRate: 3e-4, maxLength: 32 },
}
const io = { progress: () => {}, note: () => {}, stopRequested: () => false }

/** Soft labels that are unsure of good reviews and sure of bad ones. */
async function soften(place: RunPlace): Promise<RunPlace> {
  const { datasetFolder } = place
  const manifest = await readManifest(datasetFolder)
  const rows = await Array.fromAsync(readExamples(datasetFolder, 'train'))
  // Classes: bad, good.
  const logits = Float32Array.from(rows.flatMap(({ label }) => (label === 'good' ? [0, 1] : [3, 0])))
  const { task, pairs, labels } = manifest
  const of = { name: 'softened', madeBy: 'a test', task, pairs, labels }
  const { id } = await deriveDataset(dirname(datasetFolder), {
    ...of,
    splits: { train: rows },
    softLabels: logits,
  })
  return { ...place, datasetFolder: join(dirname(datasetFolder), id) }
}

test('a run becomes as sure as its teacher is, and is a classifier like any other', async () => {
  const made = await soften(await makePlace(join(folder, 'run'), { csv: reviews(200), spec }))
  const place = { ...made, modelFolder: starter }
  const { result } = await train(place, io, false)
  expect(result.scores.dev?.accuracy).toBeGreaterThan(0.9)
  const { method, file } = await Predictor.open(place, io.note)
  expect(method.parameters.head).toBeGreaterThan(0)
  expect(file.labels).toEqual(['bad', 'good'])
  const predictor = await Predictor.open(place, io.note)
  const rows = await Array.fromAsync(readExamples(place.datasetFolder, 'train'))
  const found = (await predictor.logits(rows)).map((logits) => softmax(logits)[1]!)
  const mean = (label: string): number => {
    const some = found.filter((_, i) => rows[i]!.label === label)
    return some.reduce((a, b) => a + b, 0) / some.length
  }
  // Its teacher gives good reviews e / (1 + e) = 0.73, and bad ones 0.05.
  expect(mean('good')).toBeGreaterThan(0.6)
  expect(mean('good')).toBeLessThan(0.85)
  expect(mean('bad')).toBeLessThan(0.2)
  const { check } = await exportRun(place, 'merged', join(folder, 'merged'), {}, io.note)
  expect(check.same).toBe(check.rows)
})

test('as LoRA it leaves for PEFT', async () => {
  const lora = { ...spec, tuning: { id: 'lora' }, training: { ...spec.training, steps: 4 } }
  const place = await soften(await makePlace(join(folder, 'lora'), { spec: lora }))
  await train(place, io, false)
  const out = join(folder, 'peft')
  const { check } = await exportRun(place, 'peft', out, {}, io.note)
  expect(check.same).toBe(check.rows)
  expect(await readFile(join(out, 'README.md'), 'utf8')).toContain('softLabels')
})

test('rows without soft labels, and a file of another size, are refused', async () => {
  const plain = await makePlace(join(folder, 'plain'), { spec })
  await expect(planRun(plain)).rejects.toMatchObject({
    code: 'dataset',
    message: expect.stringMatching(/have plain labels/),
  })
  const place = await soften(plain)
  const file = join(place.datasetFolder, softLabelsFile)
  await truncate(file, 100)
  await expect(train(place, io, false)).rejects.toMatchObject({
    code: 'dataset',
    message: expect.stringMatching(/have 100 bytes where 60 rows of 2 classes take 480/),
  })
  await rm(file)
  await expect(train(place, io, false)).rejects.toMatchObject({ code: 'dataset' })
})

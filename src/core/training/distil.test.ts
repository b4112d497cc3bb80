// Distillation: the student comes nearer to its teacher, whatever the teacher's family, and leaves without it.
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Point } from '../../shared/run.ts'
import { makePlace, reviews } from '../../testing/runPlace.ts'
import { writeTinyModel } from '../../testing/tinyModel.ts'
import { openSafetensors } from '../files/safetensors.ts'
import { exportRun } from '../formats/exportRun.ts'
import { openModel } from '../models/open.ts'
import { planRun } from './estimate.ts'
import { train } from './train.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-distil-'))
})
afterAll(() => rm(folder, { recursive: true }))

const training = { batch: 4, maxLength: 32, learningRate: 3e-3, epochs: 3, evaluateEvery: 10 }
const spec = {
  objective: { id: 'distil', options: { teacher: 'any' } },
  tuning: { id: 'full' },
  split: { dev: 0.2 },
  training,
}

test('the loss falls, there is no perplexity, and what leaves is the student alone', async () => {
  const place = await makePlace(join(folder, 'run'), { csv: reviews(200), task: 'unlabelled', spec })
  const teacherFolder = join(folder, 'teacher')
  await writeTinyModel(teacherFolder, 'roberta')
  const taught = { ...place, teacherFolder }
  expect((await planRun(taught)).trainableParameters).toBeGreaterThan(0)
  const points: Point[] = []
  const progress = (_: unknown, some: readonly Point[]): void => void points.push(...some)
  const { state } = await train(taught, { progress, note: () => {}, stopRequested: () => false }, false)
  expect(state).toBe('done')
  const losses = points.filter((p) => p.series === 'dev/loss').map((p) => p.value)
  expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.5)
  expect(points.some((p) => p.series === 'dev/perplexity')).toBe(false)

  await rename(teacherFolder, join(folder, 'moved'))
  const out = join(folder, 'student')
  const { check } = await exportRun(place, 'merged', out, {}, () => {})
  expect(check.same).toBe(check.rows)
  const student = await openSafetensors(join(out, 'model.safetensors'))
  await student.close()
  expect([...student.tensors.keys()].filter((name) => name.startsWith('teacher'))).toEqual([])
  expect((await openModel(out)).facts.layers).toBe(2)
})

test('without its teacher it does not train', async () => {
  const place = await makePlace(join(folder, 'alone'), { spec })
  await expect(planRun(place)).rejects.toMatchObject({
    code: 'option',
    details: { option: 'distil.teacher' },
  })
})

// Every family goes on with its own pre-training, and leaves as a model that the next run starts from.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { goldenFamilies, goldenFolder } from '../../testing/golden.ts'
import { makePlace } from '../../testing/runPlace.ts'
import { tinyFamilies } from '../../testing/tinyModel.ts'
import { resolveSpec } from '../catalog/resolveSpec.ts'
import { openModel } from '../models/open.ts'
import { planRun } from '../training/estimate.ts'
import { train } from '../training/train.ts'
import { languageModelClass } from './exportLanguageModel.ts'
import { exportRun } from './exportRun.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-lm-families-'))
})
afterAll(() => rm(folder, { recursive: true }))

const io = { progress: () => {}, note: () => {}, stopRequested: () => false }
const causal = ['gpt2', 'llama', 'qwen2']

test.each(tinyFamilies)('%s', async (family) => {
  const objective = causal.includes(family)
    ? { id: 'causalLm' }
    : { id: 'maskedLm', options: { wholeWords: true } }
  const place = await makePlace(join(folder, family), {
    family,
    spec: {
      objective,
      tuning: { id: 'full' },
      split: { dev: 0.2 },
      training: { steps: 4, batch: 4, maxLength: 32, learningRate: 5e-3, evaluateEvery: 2 },
      device: 'cpu',
      threads: 1,
    },
  })
  const { result } = await train(place, io, false)
  expect(result.best?.step).toBe(4)
  const out = join(folder, family, 'out')
  const { check } = await exportRun(place, 'merged', out, result.scores, io.note)
  expect(check).toMatchObject({ rows: 16, same: 16 })
  const { languageModel } = await openModel(out)
  const { architectures } = JSON.parse(await readFile(join(out, 'config.json'), 'utf8')) as {
    architectures: string[]
  }
  expect(architectures[0]).toMatch(languageModel.kind === 'masked' ? /ForMaskedLM$/ : /LM(HeadModel)?$/)
  const spec = resolveSpec({ ...place.spec, objective: { id: 'classify' }, model: out })
  const next = { ...place, spec, modelFolder: out }
  expect((await planRun(next)).trainableParameters).toBeGreaterThan(0)
})

test.each(goldenFamilies)('%s is called as transformers calls it', async (family) => {
  const folder = goldenFolder(family)
  const { architectures } = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as {
    architectures: string[]
  }
  expect([languageModelClass(await openModel(folder))]).toEqual(architectures)
})

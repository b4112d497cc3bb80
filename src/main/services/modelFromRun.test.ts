// A trained run becomes a model that further runs start from: real training, real export, nothing doubled.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunInfo } from '../../shared/runInfo.ts'
import { type RunSpecInput, runSpec } from '../../shared/run.ts'
import { openTestLab, temporaryFolder } from '../../testing/host/samples.ts'
import { reviews } from '../../testing/runPlace.ts'
import { forkNode } from '../host/nodePlatform.ts'
import type { Lab } from './lab.ts'

const trainer = join(import.meta.dirname, '../../worker/trainer.ts')
let lab: Lab
let dataset: string
beforeAll(async () => {
  lab = await openTestLab(temporaryFolder(), { forkWorker: () => forkNode(trainer) })
  const ref = join(temporaryFolder(), 'reviews.csv')
  writeFileSync(ref, reviews(60))
  const files = [{ file: { ref, name: 'reviews.csv' }, split: 'train' as const, options: {} }]
  dataset = (await lab.handlers['datasets.import']({ name: 'Reviews of films', task: undefined, files })).id
})
afterAll(() => lab.close())

/** Trains to the end. */
async function train(given: Omit<RunSpecInput, 'dataset'>): Promise<RunInfo> {
  const spec = runSpec.parse({ dataset, threads: 1, split: { dev: 0.3 }, ...given })
  const { id } = await lab.handlers['runs.start']({ spec })
  return new Promise((resolve, reject) => {
    const stop = lab.listen((event, payload) => {
      const run = payload as RunInfo
      if (event !== 'runs.changed' || run.id !== id || !['done', 'failed'].includes(run.state)) return
      stop()
      if (run.state === 'done') resolve(run)
      else reject(new Error(run.error?.message))
    })
  })
}

test('the merged model knows where it comes from and starts with all that the run had learned', async () => {
  const first = await train({
    model: 'tiny',
    name: 'first',
    tuning: { id: 'lora', options: { rank: 4 } },
    training: { steps: 20, learningRate: 0.01 },
  })
  const model = await lab.handlers['models.fromRun']({ run: first.id, name: 'Film critic' })
  expect(model).toMatchObject({
    id: 'Film-critic',
    title: 'Film critic',
    source: 'run',
    deletion: 'trash',
    lineage: {
      run: 'first',
      base: 'tiny',
      dataset: 'Reviews of films',
      tuning: 'lora',
      score: { name: 'accuracy', value: first.result?.scores.dev?.accuracy },
    },
  })
  expect(readFileSync(join(model.folder, 'README.md'), 'utf8')).toContain('# first')

  // Not a step away from where it starts: the same rows, the same classes, the same loss.
  const second = await train({ model: model.id, training: { steps: 1, learningRate: 0 } })
  const [before, after] = [first, second].map(({ result }) => result?.scores.dev?.loss ?? Number.NaN)
  expect(after).toBeCloseTo(before!, 5)
  expect((await lab.handlers['models.get']({ id: model.id })).info.runs).toEqual([second.number])
})

test('a language-modelling run becomes a model by itself, once, and labels nothing', async () => {
  const read = await train({
    model: 'tiny',
    objective: { id: 'maskedLm' },
    tuning: { id: 'full' },
    training: { steps: 4, maxLength: 32 },
  })
  const model = await lab.handlers['models.fromRun']({ run: read.id })
  expect(model).toMatchObject({
    title: `Run ${read.number}, step ${read.result?.best?.step}`,
    source: 'run',
    lineage: { base: 'tiny', tuning: 'full', score: { name: 'perplexity' } },
  })
  expect(await lab.handlers['models.fromRun']({ run: read.id })).toMatchObject({ id: model.id })
  expect((await lab.handlers['models.list']({})).filter(({ title }) => title === model.title)).toHaveLength(1)
  const { result } = await train({ model: model.id, training: { steps: 1 } })
  expect(result?.scores.dev?.accuracy).toBeGreaterThanOrEqual(0)
  const asked = lab.handlers['runs.predict']({ ids: [read.id], texts: [{ text: 'good' }] })
  await expect(asked).rejects.toMatchObject({ message: expect.stringContaining('gives texts no labels') })
})

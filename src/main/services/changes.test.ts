// What fine-tuning changed, asked of a laboratory: real training and comparing, nothing doubled.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Output } from '../../shared/contract.ts'
import type { RunInfo } from '../../shared/runInfo.ts'
import type { Progress } from '../../shared/run.ts'
import { runSpec } from '../../shared/run.ts'
import { openTestLab, temporaryFolder } from '../../testing/host/samples.ts'
import { reviews } from '../../testing/runPlace.ts'
import { forkNode } from '../host/nodePlatform.ts'
import type { Lab } from './lab.ts'

const trainer = join(import.meta.dirname, '../../worker/trainer.ts')
let lab: Lab
let forks = 0
let id: string
/** What is known while the run has hardly started. */
let early: Output<'changes.get'>
beforeAll(async () => {
  const forkWorker = () => (forks++, forkNode(trainer))
  lab = await openTestLab(temporaryFolder(), { forkWorker })
  const ref = join(temporaryFolder(), 'reviews.csv')
  writeFileSync(ref, reviews(60))
  const files = [{ file: { ref, name: 'reviews.csv' }, split: 'train' as const, options: {} }]
  const dataset = (await lab.handlers['datasets.import']({ name: 'Films', task: undefined, files })).id
  // Without validation rows the last weights are kept, so each step further makes others.
  const training = { steps: 8, learningRate: 0.01 }
  const spec = runSpec.parse({ dataset, model: 'tiny', threads: 1, split: { dev: 0 }, training })
  id = (await lab.handlers['runs.start']({ spec })).id
  const end = ended(id)
  early = await lab.handlers['changes.get']({ id })
  await end
})
afterAll(() => lab.close())

function ended(run: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = lab.listen((event, payload) => {
      const { id, state } = payload as RunInfo
      if (event !== 'runs.changed' || id !== run || state !== 'done') return
      stop()
      resolve()
    })
  })
}

test('it is made once, with news of how far it is, kept, and made again when the run goes on', async () => {
  expect(early).toEqual({ ready: false, change: null, working: false, progress: null })
  const steps: (number | null)[] = []
  const stop = lab.listen((event, payload) => {
    const { progress } = payload as { progress: Progress | null }
    if (event === 'changes.progress') steps.push(progress?.step ?? null)
  })
  const before = forks
  const both = await Promise.all([lab.handlers['changes.make']({ id }), lab.handlers['changes.make']({ id })])
  stop()
  expect(forks - before, 'asked twice, worked out once').toBe(1)
  expect(both[0].change?.views).toHaveLength(2)
  expect(both[1]).toEqual(both[0])
  expect(steps).toEqual([0, 1, 2, 3, 4, 5, 6, 7, null])
  expect(await lab.handlers['changes.get']({ id })).toEqual({
    ready: true,
    change: both[0].change,
    working: false,
    progress: null,
  })

  await lab.handlers['runs.continue']({ id, moreEpochs: 4 })
  await ended(id)
  expect(await lab.handlers['changes.get']({ id })).toMatchObject({ ready: true, change: null })
}, 120_000)

test('asked to stop, it leaves nothing; a run that nobody knows is refused', async () => {
  const made = lab.handlers['changes.make']({ id })
  expect(await lab.handlers['changes.get']({ id })).toMatchObject({ working: true })
  await lab.handlers['changes.stop']({ id })
  expect(await made).toEqual({ change: null })
  expect(await lab.handlers['changes.get']({ id })).toMatchObject({ change: null, working: false })
  await expect(lab.handlers['changes.make']({ id: 'r99' })).rejects.toMatchObject({ code: 'notFound' })
})

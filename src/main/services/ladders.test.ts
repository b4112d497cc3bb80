// Ladders with the double as the worker: what is queued, stopped, gone on with, scored elsewhere and deleted.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type LadderDetails, type LadderSpecInput, ladderSpec } from '../../shared/ladder.ts'
import { openTestLab, sampleSpec, temporaryFolder } from '../../testing/host/samples.ts'
import type { Lab } from './lab.ts'

async function importRows(lab: Lab, name: string, labels: readonly string[], each = 6): Promise<string> {
  const path = join(temporaryFolder(), name)
  const rows = Array.from({ length: each }, (_, i) => labels.map((label) => `text ${i} ${label},${label}`))
  writeFileSync(path, ['text,label', ...rows.flat(), ''].join('\n'))
  const files = [{ file: { ref: path, name }, split: 'train' as const, options: {} }]
  return (await lab.handlers['datasets.import']({ name, files })).id
}

/** Two methods, two seeds and two sizes: eight runs of the few steps that the double takes. */
async function climb(lab: Lab, given: Partial<LadderSpecInput> = {}) {
  const dataset = await importRows(lab, 'films.csv', ['good', 'bad'])
  return lab.handlers['ladders.start']({
    spec: ladderSpec.parse({
      dataset,
      model: 'tiny',
      methods: [{ tuning: { id: 'lora' } }, { tuning: { id: 'full' } }],
      seeds: 2,
      sizes: [2, 'all'],
      minimumSteps: 8,
      ...given,
    }),
  })
}

/** Waits until the ladder is as `wanted`. */
function until(lab: Lab, id: string, wanted: (ladder: LadderDetails) => boolean): Promise<LadderDetails> {
  return new Promise((resolve) => {
    const look = async (): Promise<void> => {
      const ladder = await lab.handlers['ladders.get']({ id })
      if (!wanted(ladder)) return
      stop()
      resolve(ladder)
    }
    const stop = lab.listen(() => void look())
    void look()
  })
}

const done = ({ state }: LadderDetails): boolean => state === 'done'
const doneRuns =
  (count: number) =>
  ({ counts }: LadderDetails): boolean =>
    (counts.done ?? 0) >= count

test('every method gets the same rows of each seed and size, and as many steps', async () => {
  const lab = await openTestLab(temporaryFolder())
  const { id } = await climb(lab)
  const ladder = await until(lab, id, done)
  expect(ladder).toMatchObject({ id: 'l1', state: 'done', counts: { done: 8 }, total: 8, modelTitle: 'tiny' })
  expect(ladder.spec.methods.map(({ name }) => name)).toEqual(['LoRA', 'Full fine-tuning'])
  const specs = (await lab.handlers['runs.list']({})).toReversed().map(({ spec }) => spec)
  expect(specs.map(({ tuning, split, seed }) => `${tuning.id} ${split.shots} ${split.seed} ${seed}`)).toEqual(
    [
      'lora 2 13 13',
      'full 2 13 13',
      'lora 0 13 13',
      'full 0 13 13',
      'lora 2 14 14',
      'full 2 14 14',
      'lora 0 14 14',
      'full 0 14 14',
    ],
  )
  expect(new Set(specs.map(({ training }) => `${training.steps} ${training.evaluateEvery}`))).toEqual(
    new Set(['8 1']),
  )
  await lab.close()
})

test('a ladder stops, lets go of nothing that is done, and goes on with the rest', async () => {
  const lab = await openTestLab(temporaryFolder())
  const { id } = await climb(lab, { sizes: [2] })
  await until(lab, id, doneRuns(1))
  await lab.handlers['ladders.stop']({ id })
  const stopped = await until(lab, id, ({ state }) => state === 'stopped')
  const finished = await lab.handlers['runs.list']({})
  // One that was stopped alone, and one that is gone, come back too.
  const gone = stopped.runs.find(({ state }) => state === 'stopped')!
  await lab.handlers['runs.delete']({ id: gone.run! })
  await lab.handlers['ladders.continue']({ id })
  const ladder = await until(lab, id, done)
  expect(ladder.counts).toEqual({ done: 4 })
  for (const { id: run, state, ended } of finished)
    if (state === 'done') expect(await lab.handlers['runs.get']({ id: run })).toMatchObject({ ended })
  await lab.close()
})

test('a ladder goes on by itself when Lathe is back, and runs of its own go first', async () => {
  const folder = temporaryFolder()
  const first = await openTestLab(folder)
  const { id } = await climb(first, { minimumSteps: 40, sizes: [2] })
  await until(first, id, doneRuns(1))
  await first.close()
  const back = await openTestLab(folder)
  const own = await back.handlers['runs.start']({ spec: sampleSpec() })
  const ladder = await until(back, id, done)
  expect(ladder.counts).toEqual({ done: 4 })
  const { started } = await back.handlers['runs.get']({ id: own.id })
  const last = await back.handlers['runs.get']({ id: ladder.runs.at(-1)!.run! })
  expect(Date.parse(started!)).toBeLessThan(Date.parse(last.started!))
  await back.close()
})

test('a failing method is marked with its reason, and the others go on', async () => {
  const lab = await openTestLab(temporaryFolder())
  const { id } = await climb(lab, {
    methods: [{ name: 'fails', tuning: { id: 'lora' } }, { tuning: { id: 'full' } }],
    sizes: [2],
    seeds: 1,
  })
  const ladder = await until(lab, id, done)
  expect(ladder.counts).toEqual({ done: 1, failed: 1 })
  expect(ladder.runs.find(({ state }) => state === 'failed')).toMatchObject({
    method: 0,
    error: { code: 'tensor', message: 'The loss became NaN at step 7.' },
  })
  await lab.close()
})

test('runs are scored on other datasets, and keep no checkpoint', async () => {
  const folder = temporaryFolder()
  const lab = await openTestLab(folder)
  const shops = await importRows(lab, 'shops.csv', ['positive', 'negative', 'meh'])
  const { id, spec } = await climb(lab, { elsewhere: [{ dataset: shops }], sizes: [2], seeds: 1 })
  expect(spec.elsewhere[0]!.mapping).toEqual({ positive: 'good', negative: 'bad', meh: null })
  const ladder = await until(lab, id, done)
  expect(ladder.elsewhereNames).toEqual(['shops.csv'])
  for (const { run, outOfDomain } of ladder.runs) {
    expect(outOfDomain).toMatchObject([{ dataset: shops, scores: { accuracy: 0.75, examples: 12 } }])
    expect(existsSync(join(folder, 'runs', run!, 'checkpoints'))).toBe(false)
    expect(await lab.handlers['runs.get']({ id: run! })).toMatchObject({ canContinue: false })
  }
  await lab.close()
})

test('a ladder is deleted with its runs, and comes back with them', async () => {
  const lab = await openTestLab(temporaryFolder())
  const { id } = await climb(lab, { sizes: [2], seeds: 1 })
  const { runs } = await until(lab, id, done)
  await lab.handlers['runs.delete']({ id: runs[0]!.run! })
  await lab.handlers['ladders.delete']({ id })
  expect([await lab.handlers['ladders.list']({}), await lab.handlers['runs.list']({})]).toEqual([[], []])
  await lab.handlers['ladders.restore']({ id })
  // The one that was deleted by itself stays away.
  expect((await lab.handlers['runs.list']({})).length).toBe(1)
  expect(await lab.handlers['ladders.get']({ id })).toMatchObject({ state: 'stopped', counts: { done: 1 } })
  await lab.close()
})

test('a plan counts runs, rows and steps, and says what its time was reckoned from', async () => {
  const lab = await openTestLab(temporaryFolder())
  const { id, spec } = await climb(lab, { sizes: [2], seeds: 1 })
  await lab.handlers['ladders.stop']({ id })
  const unknown = await lab.handlers['ladders.plan']({ spec, measure: false })
  expect(unknown).toMatchObject({ runs: 2, seconds: null })
  const plan = await lab.handlers['ladders.plan']({ spec: { ...spec, seeds: 3 }, measure: true })
  expect(plan).toMatchObject({
    runs: 6,
    diskBytes: 2 * 3 * 10 * 4,
    basis: 'Reckoned from five real steps just now (2 methods).',
    methods: [{ name: 'LoRA', trainableParameters: 10, sizes: [{ size: 2, rows: 4, steps: 8 }] }, {}],
  })
  expect(plan.seconds).toBeGreaterThan(6)
  await lab.handlers['ladders.continue']({ id })
  await until(lab, id, done)
  expect((await lab.handlers['ladders.plan']({ spec, measure: true })).basis).toBe(
    'Reckoned from earlier runs on this machine (2 methods).',
  )
  await lab.close()
})

test('what cannot be compared is refused before anything is made', async () => {
  const lab = await openTestLab(temporaryFolder())
  const twice = [{ tuning: { id: 'lora' } }, { tuning: { id: 'lora' } }]
  await expect(climb(lab, { methods: twice })).rejects.toThrow(/Two methods are called "LoRA at 0.\d+"/)
  await expect(climb(lab, { sizes: [16] })).rejects.toThrow(/has 6 training rows, but 16 shots need 32/)
  const masked = [{ tuning: { id: 'full' }, objective: { id: 'maskedLm' } }]
  await expect(climb(lab, { methods: masked })).rejects.toThrow(/learns none\. Choose classify or regress/)
  const number = [{ tuning: { id: 'full' }, objective: { id: 'regress' } }]
  await expect(climb(lab, { methods: number })).rejects.toThrow(/does not fit the dataset "films\.csv"/)
  const other = await importRows(lab, 'pets.csv', ['cat', 'dog'])
  await expect(climb(lab, { elsewhere: [{ dataset: other }] })).rejects.toThrow(
    /No label of "pets\.csv" stands for one/,
  )
  expect([await lab.handlers['ladders.list']({}), await lab.handlers['runs.list']({})]).toEqual([[], []])
  await lab.close()
})

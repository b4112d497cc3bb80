import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RunInfo } from '../../shared/runInfo.ts'
import type { Emit } from '../../shared/serve.ts'
import { openHome } from '../home.ts'
import { openDatabase } from '../store/database.ts'
import { openStore } from '../store/store.ts'
import { openTestLab, sampleSpec, temporaryFolder } from '../../testing/host/samples.ts'
import type { Lab } from './lab.ts'

/** Waits until the run is as `wanted`; the test's own timeout ends a wait in vain. */
function until(lab: Lab, id: string, wanted: (run: RunInfo) => boolean): Promise<RunInfo> {
  return new Promise((resolve) => {
    const look = async (): Promise<void> => {
      const run = await lab.handlers['runs.get']({ id })
      if (!wanted(run)) return
      stop()
      resolve(run)
    }
    const stop = lab.listen(() => void look())
    void look()
  })
}

const ended = ({ state }: RunInfo): boolean => ['done', 'stopped', 'failed'].includes(state)
const atStep =
  (step: number) =>
  ({ progress }: RunInfo): boolean =>
    (progress?.step ?? 0) >= step
const long = (name = ''): ReturnType<typeof sampleSpec> => sampleSpec({ name, training: { steps: 100_000 } })

test('a run trains to its end, streams its points and keeps them', async () => {
  const lab = await openTestLab(temporaryFolder())
  const heard: string[] = []
  let points = 0
  lab.listen(((event, payload) => {
    if (event === 'runs.changed') heard.push((payload as RunInfo).state)
    if (event === 'runs.points') points += (payload as { points: unknown[] }).points.length
  }) as Emit)
  const { id } = await lab.handlers['runs.start']({ spec: sampleSpec() })
  const run = await until(lab, id, ended)
  expect(run).toMatchObject({
    state: 'done',
    error: null,
    note: 'Ended at step 20.',
    trainableParameters: 10,
  })
  expect(run.result?.scores.dev?.accuracy).toBe(0.75)
  expect([heard.filter((state, i) => state !== heard[i - 1]), points]).toEqual([
    ['queued', 'running', 'done'],
    20,
  ])
  const series = await lab.handlers['runs.series']({ id, buckets: 100, afterStep: -1 })
  expect(series['train/loss']?.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  expect((await lab.handlers['runs.log']({ id })).text).toMatch(/Starts at step 0/)
  await lab.close()
})

test('a plan and a probe leave nothing behind', async () => {
  const folder = temporaryFolder()
  const lab = await openTestLab(folder)
  await lab.handlers['runs.plan']({ spec: sampleSpec() })
  expect(await lab.handlers['runs.probe']({ spec: sampleSpec() })).toMatchObject({ seconds: 1 })
  expect(readdirSync(join(folder, 'runs'))).toEqual([])
  await lab.close()
})

test('one run trains at a time, the others wait their turn', async () => {
  const lab = await openTestLab(temporaryFolder())
  const order: string[] = []
  lab.listen(((event, payload) => {
    const run = payload as RunInfo
    if (event === 'runs.changed' && (run.state === 'running' || run.state === 'done'))
      order.push(`${run.id} ${run.state}`)
  }) as Emit)
  for (let i = 0; i < 3; i++) await lab.handlers['runs.start']({ spec: sampleSpec() })
  await until(lab, 'r3', ended)
  expect(order).toEqual(['r1 running', 'r1 done', 'r2 running', 'r2 done', 'r3 running', 'r3 done'])
  await lab.close()
})

test('raising the number of runs at once starts the next one', async () => {
  const lab = await openTestLab(temporaryFolder())
  await lab.handlers['runs.start']({ spec: long() })
  const { id, state } = await lab.handlers['runs.start']({ spec: long() })
  expect(state).toBe('queued')
  await lab.handlers['settings.set']({ runsAtOnce: 2 })
  await until(lab, id, atStep(2))
  expect((await lab.handlers['runs.list']({})).map((run) => run.state)).toEqual(['running', 'running'])
  await lab.close()
})

test('stop keeps a checkpoint, and continue goes on from it', async () => {
  const lab = await openTestLab(temporaryFolder())
  const { id } = await lab.handlers['runs.start']({ spec: long() })
  await until(lab, id, atStep(6))
  expect((await lab.handlers['runs.stop']({ id })).state).toBe('stopping')
  const stopped = await until(lab, id, ended)
  expect(stopped).toMatchObject({ state: 'stopped', canContinue: true })
  const step = Number(/step (\d+)/.exec(stopped.note)?.[1])

  await lab.handlers['runs.continue']({ id, moreEpochs: 0 })
  await until(lab, id, atStep(step + 3))
  await lab.handlers['runs.stop']({ id })
  await until(lab, id, ended)
  expect((await lab.handlers['runs.log']({ id })).text).toContain(`Starts at step ${step} `)
  await lab.close()
})

test('a second stop ends a run that does not listen', async () => {
  const lab = await openTestLab(temporaryFolder())
  const { id } = await lab.handlers['runs.start']({ spec: long('deaf') })
  await until(lab, id, atStep(6))
  await lab.handlers['runs.stop']({ id })
  await lab.handlers['runs.stop']({ id })
  expect(await until(lab, id, ended)).toMatchObject({
    state: 'stopped',
    note: 'Stopped at once. Continue goes on from its last checkpoint.',
    canContinue: true,
  })
  await expect(async () => lab.handlers['runs.stop']({ id })).rejects.toThrow(/not under way/)
  await lab.close()
})

test.each([
  ['crash', 'crashed', /exit code 3: the driver gave up/],
  ['memory', 'memory', /memory ran out. Use a smaller batch/],
  ['badAlloc', 'memory', /memory ran out/],
  ['fails', 'tensor', /NaN at step 7/],
])('a process that ends by "%s" fails as %s, and can continue', async (name, code, message) => {
  const lab = await openTestLab(temporaryFolder())
  const { id } = await lab.handlers['runs.start']({ spec: sampleSpec({ name }) })
  await lab.handlers['runs.start']({ spec: sampleSpec() })
  const run = await until(lab, id, ended)
  expect(run).toMatchObject({ state: 'failed', error: { code }, canContinue: true, result: null })
  expect(run.error?.message).toMatch(message)
  // The crash took nothing else with it.
  expect(await until(lab, 'r2', ended)).toMatchObject({ state: 'done' })
  await lab.close()
})

test('a host that crashed finds its runs again: the running one stopped, the waiting one starts', async () => {
  const folder = temporaryFolder()
  const store = openStore(openHome(folder).database)
  const parts = { datasetName: '', datasetHash: '', modelTitle: '', modelFolder: '', name: '' }
  const running = store.runs.add({ ...parts, spec: sampleSpec() })
  const waiting = store.runs.add({ ...parts, spec: sampleSpec() })
  store.runs.update(running.id, { state: 'running' })
  mkdirSync(join(folder, 'runs', waiting.id), { recursive: true })
  store.close()

  const lab = await openTestLab(folder)
  expect(await lab.handlers['runs.get']({ id: running.id })).toMatchObject({
    state: 'stopped',
    canContinue: true,
  })
  expect((await lab.handlers['runs.get']({ id: running.id })).note).toMatch(
    /Lathe ended while this run was training/,
  )
  expect(await until(lab, waiting.id, ended)).toMatchObject({ state: 'done' })
  await lab.close()
})

test('closing lets the run under way keep a checkpoint and leaves the waiting one waiting', async () => {
  const folder = temporaryFolder()
  const lab = await openTestLab(folder)
  const { id } = await lab.handlers['runs.start']({ spec: long() })
  await lab.handlers['runs.start']({ spec: long() })
  await until(lab, id, atStep(3))
  await lab.close()
  const store = openStore(openHome(folder).database)
  expect(store.runs.list().map(({ state }) => state)).toEqual(['queued', 'stopped'])
  store.close()
  expect(existsSync(join(folder, 'runs', id, 'checkpoints', 'last.json'))).toBe(true)
})

test('a finished run trains longer when told for how long', async () => {
  const lab = await openTestLab(temporaryFolder())
  const { id } = await lab.handlers['runs.start']({ spec: sampleSpec() })
  await until(lab, id, ended)
  await expect(async () => lab.handlers['runs.continue']({ id, moreEpochs: 0 })).rejects.toThrow(
    /how many more epochs/,
  )
  await lab.handlers['runs.continue']({ id, moreEpochs: 1 })
  expect(await until(lab, id, ended)).toMatchObject({ state: 'done', note: 'Ended at step 30.' })
  await lab.close()
})

test('deleting a run is undone, and a training one is not deleted', async () => {
  const folder = temporaryFolder()
  const lab = await openTestLab(folder)
  const { id } = await lab.handlers['runs.start']({ spec: long() })
  await expect(async () => lab.handlers['runs.delete']({ id })).rejects.toThrow(/Stop it/)
  await lab.handlers['runs.stop']({ id })
  await until(lab, id, ended)
  await lab.handlers['runs.delete']({ id })
  expect(await lab.handlers['runs.list']({})).toEqual([])
  await lab.handlers['runs.restore']({ id })
  expect((await lab.handlers['runs.list']({})).map((run) => run.id)).toEqual([id])
  expect(readFileSync(join(folder, 'runs', id, 'log.txt'), 'utf8')).toMatch(/Starts at step 0/)
  await lab.close()
})

test('a disk that takes no more numbers ends the run, not the host, which tells the end once it can', async () => {
  const lab = await openTestLab(temporaryFolder())
  const { home, store } = lab.context
  // A trigger refuses as a full disk does: in the middle of a write, from inside SQLite.
  const database = openDatabase(home.database)
  const refuse = (table: string, when: string): void =>
    void database.exec(
      `CREATE TRIGGER full_${table} BEFORE ${when} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
    )
  // After the double's first checkpoint, from which the run can go on.
  refuse('points', 'INSERT ON points WHEN NEW.step >= 8')
  const { id } = await lab.handlers['runs.start']({ spec: long() })
  await until(lab, id, atStep(6))
  refuse('runs', 'UPDATE ON runs')
  const told = await new Promise<RunInfo>((resolve) => {
    lab.listen((event, payload) => {
      if (event === 'runs.changed' && ended(payload as RunInfo)) resolve(payload as RunInfo)
    })
  })
  expect(told).toMatchObject({
    id,
    state: 'failed',
    error: { message: expect.stringMatching(/disk is full/) },
  })
  expect(store.runs.get(id)?.state).toBe('running')
  database.exec('DROP TRIGGER full_runs')
  expect(await until(lab, id, ended)).toMatchObject({ state: 'failed', canContinue: true })
  database.close()
  await lab.close()
}, 20_000)

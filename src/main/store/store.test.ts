import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Point } from '../../shared/run.ts'
import { sampleManifest, sampleSpec, temporaryFolder } from '../../testing/host/samples.ts'
import { lockHome } from './lock.ts'
import { openStore, type Store } from './store.ts'

function newRun(store: Store, name = 'first') {
  return store.runs.add({
    name,
    spec: sampleSpec({ name }),
    datasetName: 'Reviews',
    datasetHash: 'abc',
    modelTitle: 'Tiny',
    modelFolder: '/models/tiny',
  })
}

function loss(step: number, value: number): Point {
  return { series: 'train/loss', step, epoch: step / 10, seconds: step, value }
}

test('what is stored is there after a restart', () => {
  const file = join(temporaryFolder(), 'lathe.sqlite')
  const before = openStore(file)
  const run = newRun(before)
  before.points.add(run.number, [loss(1, 0.7), loss(2, 0.6)])
  before.runs.update(run.id, { state: 'failed', error: { code: 'memory', message: 'No room.' } })
  before.datasets.add(sampleManifest())
  before.models.add({ id: 'mine', folder: '/models/mine' })
  before.settings.set({ runsAtOnce: 3 })
  before.close()

  const after = openStore(file)
  expect(after.runs.get(run.id)).toEqual({
    ...run,
    state: 'failed',
    error: { code: 'memory', message: 'No room.' },
  })
  expect(run).toMatchObject({
    id: 'r1',
    number: 1,
    name: 'first',
    result: null,
    spec: sampleSpec({ name: 'first' }),
  })
  expect(after.points.series(run.number, 'train/loss', 100, -1)).toEqual([loss(1, 0.7), loss(2, 0.6)])
  expect(after.datasets.list()).toEqual([sampleManifest()])
  expect(after.models.list()).toEqual([
    { id: 'mine', folder: '/models/mine', title: null, checked: null, deleted: null, fetched: null },
  ])
  expect(after.settings.get()).toEqual({ runsAtOnce: 3 })
  after.close()
})

test('a database of a newer Lathe is refused and left as it is', () => {
  const file = join(temporaryFolder(), 'lathe.sqlite')
  openStore(file).close()
  const database = new Database(file)
  database.pragma('user_version = 99')
  database.close()
  expect(() => openStore(file)).toThrow(/newer version of Lathe/)
})

test('deleted runs and datasets come back, until they are purged', () => {
  const store = openStore(join(temporaryFolder(), 'lathe.sqlite'))
  const [first, second] = [newRun(store, 'first'), newRun(store, 'second')]
  store.runs.setDeleted(first.id, '2026-01-01T00:00:00.000Z')
  expect(store.runs.list().map(({ name }) => name)).toEqual(['second'])
  store.runs.setDeleted(first.id, null)
  expect(store.runs.list().map(({ name }) => name)).toEqual(['second', 'first'])

  store.points.add(first.number, [loss(1, 1)])
  store.runs.setDeleted(first.id, '2026-01-01T00:00:00.000Z')
  store.runs.setDeleted(second.id, '2026-03-01T00:00:00.000Z')
  expect(store.runs.purge('2026-02-01T00:00:00.000Z')).toEqual([first.id])
  expect(store.runs.get(first.id)).toBeUndefined()
  expect(store.points.names(first.number)).toEqual([])
  expect(newRun(store).number).toBe(3)

  store.datasets.add(sampleManifest('cafe'))
  store.datasets.add(sampleManifest('unused'))
  store.datasets.setDeleted('cafe', '2026-01-01T00:00:00.000Z')
  store.datasets.setDeleted('unused', '2026-01-01T00:00:00.000Z')
  expect(store.datasets.list()).toEqual([])
  // Runs that stay still need "cafe" to be continued and compared.
  expect(store.datasets.purge('2026-02-01T00:00:00.000Z')).toEqual(['unused'])
  store.datasets.add(sampleManifest('cafe'))
  expect(store.datasets.isDeleted('cafe')).toBe(false)
  store.datasets.rename('cafe', 'Renamed')
  expect(store.datasets.get('cafe')?.name).toBe('Renamed')
  store.close()
})

test('100,000 points are thinned out, and the spike and the ends stay', () => {
  const store = openStore(join(temporaryFolder(), 'lathe.sqlite'))
  const { number } = newRun(store)
  const points = Array.from({ length: 100_000 }, (_, step) =>
    loss(step, step === 54_321 ? 99 : Math.sin(step)),
  )
  store.points.add(number, points)
  const thin = store.points.series(number, 'train/loss', 1000, -1)
  expect(thin.length).toBeLessThanOrEqual(2002)
  expect(thin.length).toBeGreaterThan(1900)
  expect(thin[0]).toEqual(points[0])
  expect(thin.at(-1)).toEqual(points.at(-1))
  expect(thin.find(({ value }) => value === 99)?.step).toBe(54_321)
  expect(thin.map(({ step }) => step)).toEqual(thin.map(({ step }) => step).sort((a, b) => a - b))
  expect(store.points.series(number, 'train/loss', 1000, 99_990).map(({ step }) => step)).toEqual([
    99_991, 99_992, 99_993, 99_994, 99_995, 99_996, 99_997, 99_998, 99_999,
  ])
  store.close()
})

test('a repeated step replaces the old one, and NaN stays visible', () => {
  const store = openStore(join(temporaryFolder(), 'lathe.sqlite'))
  const { number } = newRun(store)
  store.points.add(number, [loss(1, 5), loss(2, 4)])
  store.points.add(number, [loss(2, 3), loss(3, Number.NaN)])
  expect(store.points.series(number, 'train/loss', 10, -1).map(({ value }) => value)).toEqual([
    5,
    3,
    Number.NaN,
  ])
  store.close()
})

test('a home has one holder at a time', () => {
  const folder = temporaryFolder()
  const unlock = lockHome(folder, 'The app')
  expect(() => lockHome(folder, 'Another')).toThrow(/^The app \(process \d+\) is using/)
  unlock()
  lockHome(folder, 'Another')()
})

test('a home whose database is damaged or may not be written is told in a sentence', () => {
  const folder = temporaryFolder()
  const damaged = join(folder, 'damaged.sqlite')
  writeFileSync(damaged, 'no database at all. '.repeat(100))
  expect(() => openStore(damaged)).toThrow(/damaged\.sqlite cannot be used: it is damaged/)
  expect(() => openStore(folder)).toThrow(/cannot be used: it may not be written/)
  mkdirSync(join(folder, 'lathe.lock.txt'))
  expect(() => lockHome(folder, 'A test')).toThrow(/lathe\.lock\.txt could not be written/)
})

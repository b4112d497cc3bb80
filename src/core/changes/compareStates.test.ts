// Real runs before and after: what each method can move, how rows are chosen, and that what was found goes out of date.
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HiddenChange, LayerChange } from '../../shared/changes.ts'
import type { RunPlace } from '../../shared/jobs.ts'
import type { RunSpecInput } from '../../shared/run.ts'
import { makePlace, reviews } from '../../testing/runPlace.ts'
import { train } from '../training/train.ts'
import { readChange, saveChange } from './changesFile.ts'
import { takeEvenly } from './chooseRows.ts'
import { compareStates } from './compareStates.ts'

const quiet = { progress: () => {}, note: () => {}, stopRequested: () => false }
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-changes-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function trained(name: string, spec: Partial<RunSpecInput>, csv = reviews(80)): Promise<RunPlace> {
  const training = { steps: 12, batch: 16, learningRate: 0.02 }
  const shared = { split: { dev: 0.25 }, training, threads: 1 }
  const place = await makePlace(join(folder, name), { csv, spec: { ...shared, ...spec } })
  await train(place, quiet, false)
  return place
}
const compared = async (place: RunPlace): Promise<HiddenChange> => (await compareStates(place, quiet))!
const distances = (layers: readonly LayerChange[]): number[] => layers.map((one) => one.relativeL2)

test('head only: nothing moved, and both maps are the same', async () => {
  const change = await compared(await trained('head', { tuning: { id: 'head' } }))
  expect(change).toMatchObject({ split: 'dev', classes: ['bad', 'good'] })
  expect(change.rows).toHaveLength(20)
  expect(new Set(change.rows.map(({ label, class: index }) => `${label} ${index}`))).toEqual(
    new Set(['bad 0', 'good 1']),
  )
  expect(change.views.map(({ reads }) => reads)).toEqual(['first', 'mean'])
  // Before the first layer a text's first token is the same as every other's.
  expect(change.views[0]!.layers[0]).toMatchObject({ separation: null, variance: 0 })
  for (const { layers } of change.views)
    for (const { cosineDistance, relativeL2, cka, separation, maps } of layers) {
      expect([cosineDistance, relativeL2, cka]).toEqual([0, 0, 1])
      expect(separation?.after).toBe(separation?.before)
      expect(maps.pca.after).toEqual(maps.pca.before)
      expect(maps.umap.after).toEqual(maps.umap.before)
    }
})

test('LoRA in layer 1 leaves what is below as it was; the same weights give the same answer', async () => {
  const targets = ['layer.1.attention.self.value']
  const place = await trained('lora', { tuning: { id: 'lora', options: { targets } } })
  const phases: string[] = []
  const change = (await compareStates(place, { ...quiet, progress: (_, __, phase) => phases.push(phase) }))!
  for (const { layers } of change.views) {
    expect(distances(layers).slice(0, 2)).toEqual([0, 0])
    expect(distances(layers)[2]).toBeGreaterThan(0.01)
    expect(layers[2]!.cka).toBeLessThan(1)
    expect(layers[2]!.maps.pca.after).not.toEqual(layers[2]!.maps.pca.before)
  }
  expect(new Set(phases).size).toBe(3)
  expect(await compared(place)).toEqual(change)
  expect(await compareStates(place, { ...quiet, stopRequested: () => true })).toBeUndefined()
})

test.each([
  { id: 'prefix', options: { length: 3, reparameterise: true, mlpWidth: 8 } },
  { id: 'softPrompt', options: { length: 3 } },
])('virtual tokens move what the model makes of a text: $id', async (tuning) => {
  const change = await compared(await trained(tuning.id, { tuning }))
  expect(distances(change.views[0]!.layers)[2]).toBeGreaterThan(0.001)
})

test('full fine-tuning moves every layer, and tells classes apart that were not', async () => {
  const place = await trained('full', {
    tuning: { id: 'full' },
    training: { steps: 60, learningRate: 0.003 },
  })
  const [view] = (await compared(place)).views
  for (const distance of distances(view!.layers)) expect(distance).toBeGreaterThan(0)
  const { before, after } = view!.layers.at(-1)!.separation!
  expect(after).toBeGreaterThan(before)
})

test('a regression’s rows are seen in three groups, and a language model’s by the labels they happen to have', async () => {
  const numbers = reviews(80)
    .split('\n')
    .map((line, i) => (i === 0 ? line : line.replace(/\w+$/, `${i / 7}`)))
    .join('\n')
  const regress = await trained('regress', { objective: { id: 'regress' }, tuning: { id: 'head' } }, numbers)
  const { classes, rows } = await compared(regress)
  expect(classes).toHaveLength(3)
  for (const group of [0, 1, 2])
    expect(rows.filter((row) => row.class === group).length).toBeGreaterThanOrEqual(6)
  const sorted = rows.toSorted((a, b) => Number(a.label) - Number(b.label)).map((row) => row.class)
  expect(sorted).toEqual(sorted.toSorted())

  const words = await trained('words', { objective: { id: 'maskedLm' }, tuning: { id: 'full' } })
  const change = await compared(words)
  expect(change.classes).toEqual(['bad', 'good'])
  expect(distances(change.views[0]!.layers)[0]).toBeGreaterThan(0)
})

test('what was found stays until the weights are others', async () => {
  const place = await trained('kept', { tuning: { id: 'head' } })
  const { runFolder } = place
  expect(await readChange(runFolder)).toBeNull()
  const change = await compared(place)
  await saveChange(runFolder, change)
  expect(await readChange(runFolder)).toEqual(change)
  await utimes(join(runFolder, 'best.safetensors'), 1, 1)
  expect(await readChange(runFolder)).toBeNull()
  await writeFile(join(runFolder, 'changes.json'), '{"version":')
  expect(await readChange(runFolder)).toBeNull()
  expect((await readdir(runFolder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('a run without weights, and one with too few rows, are told why not', async () => {
  const csv = ['text,label', ...['a', 'b', 'c'].map((word) => `${word} film,${word}`)].join('\n')
  const place = await trained('few', { split: { dev: 0 } }, csv)
  await expect(compareStates(place, quiet)).rejects.toMatchObject({ code: 'dataset' })
  await rm(join(place.runFolder, 'best.safetensors'))
  await expect(compareStates(place, quiet)).rejects.toMatchObject({ code: 'run' })
})

test('of many rows each class keeps its share', () => {
  const lines = Int32Array.from({ length: 1000 }, (_, i) => 3 * i)
  const classOf = (line: number): number => (line % 30 === 0 ? 1 : 0)
  const taken = takeEvenly(lines, classOf, 200)
  expect(taken).toHaveLength(200)
  expect(new Set(taken).size).toBe(200)
  expect([...taken]).toEqual([...taken].toSorted((a, b) => a - b))
  expect([...taken].filter((line) => classOf(line) === 1)).toHaveLength(20)
  expect(takeEvenly(lines, classOf, 200)).toEqual(taken)
})

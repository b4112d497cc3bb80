// Reading a stored dataset back: pages by position, label and search, selections, and damage.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { Example } from '../../shared/dataset.ts'
import { readExamples, readManifest, readPage, readSelection } from './readDataset.ts'
import { importTexts, temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
let place: string
const row = (number: number): Example => ({
  row: number,
  text: `Größe ${number} 🙂\u2028end`,
  label: number % 3 === 0 ? 'third' : 'other',
})
beforeAll(async () => {
  const lines = Array.from({ length: 1000 }, (_, i) => `${row(i + 1).text},${row(i + 1).label}`)
  const { id } = await importTexts(folder, { train: `text,label\n${lines.join('\n')}\n` })
  place = join(folder, 'datasets', id)
})

test('a page by position', async () => {
  expect(await readPage(place, 'train', { offset: 500, limit: 2 })).toEqual({
    total: 1000,
    rows: [row(501), row(502)],
  })
  expect(await readPage(place, 'train', { offset: 999, limit: 10 })).toEqual({
    total: 1000,
    rows: [row(1000)],
  })
  expect(await readPage(place, 'train', { offset: 5000, limit: 10 })).toEqual({ total: 1000, rows: [] })
})

test('a page of one label', async () => {
  expect(await readPage(place, 'train', { offset: 10, limit: 2, label: 'third' })).toEqual({
    total: 333,
    rows: [row(33), row(36)],
  })
  expect(await readPage(place, 'train', { offset: 0, limit: 2, label: 'nobody' })).toEqual({
    total: 0,
    rows: [],
  })
})

test('a page of rows by their numbers', async () => {
  const { rows, total } = await readPage(place, 'train', { offset: 0, limit: 9, rows: [3, 1, 1_000_000] })
  expect([total, rows.map(({ row }) => row)]).toEqual([2, [1, 3]])
})

test('a page of what a search finds, in any case, also within a label', async () => {
  expect(
    await readPage(place, 'train', { offset: 1, limit: 2, search: 'GRÖSSE 99'.replace('SS', 'ß') }),
  ).toEqual({
    total: 11,
    rows: [row(990), row(991)],
  })
  expect(await readPage(place, 'train', { offset: 0, limit: 9, search: 'größe 99', label: 'third' })).toEqual(
    {
      total: 5,
      rows: [99, 990, 993, 996, 999].map(row),
    },
  )
})

test('selected rows, in file order', async () => {
  const indices = Int32Array.of(0, 7, 998)
  const rows = await Array.fromAsync(readSelection(place, { source: 'train', indices }))
  expect(rows).toEqual([row(1), row(8), row(999)])
  const beyond = readSelection(place, { source: 'train', indices: Int32Array.of(3, 1000) })
  await expect(Array.fromAsync(beyond)).rejects.toMatchObject({ code: 'dataset' })
})

test('a missing split and a damaged manifest say so', async () => {
  await expect(Array.fromAsync(readExamples(place, 'dev'))).rejects.toMatchObject({ code: 'dataset' })
  await expect(readPage(place, 'test', { offset: 0, limit: 1 })).rejects.toMatchObject({ code: 'dataset' })
  const { id } = await importTexts(folder, { train: 'text,label\na b,x\nc d,y\n' })
  const other = join(folder, 'datasets', id)
  await writeFile(join(other, 'manifest.json'), '{"version":1')
  await expect(readManifest(other)).rejects.toMatchObject({ code: 'dataset' })
  await rm(other, { recursive: true })
  await expect(readManifest(other)).rejects.toMatchObject({ code: 'dataset' })
})

test('importing over a damaged dataset repairs it', async () => {
  const texts = { train: 'text,label\ne f,x\ng h,y\n' }
  const { id, hash } = await importTexts(folder, texts)
  const damaged = join(folder, 'datasets', id)
  await writeFile(join(damaged, 'manifest.json'), '')
  expect((await importTexts(folder, texts)).hash).toBe(hash)
  expect((await readManifest(damaged)).id).toBe(id)
})

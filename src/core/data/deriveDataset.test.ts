import { mkdtemp, readFile, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deriveDataset, type Derived } from './deriveDataset.ts'
import { readExamples, readManifest, readTargets } from './readDataset.ts'

const derived: Derived = {
  name: 'Films, labelled',
  madeBy: 'PET',
  task: 'classify',
  pairs: false,
  labels: ['bad', 'fair', 'good'],
  splits: {
    train: [
      { row: 4, text: 'fine', label: 'good' },
      { row: 2, text: 'dull', label: 'bad' },
    ],
    dev: [{ row: 1, text: 'nice', label: 'good' }],
  },
  beside: { 'soft.f32': new Uint8Array([1, 2, 3, 4]) },
}

test('a derived dataset keeps its rows, their order, classes without rows, and the files beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-derive-'))
  const { id, report } = await deriveDataset(folder, derived)
  const place = join(folder, id)
  expect(await readManifest(place)).toMatchObject({ madeBy: 'PET', labels: ['bad', 'fair', 'good'] })
  expect(report).toMatchObject({ kept: 3, splits: { train: 2, dev: 1 } })
  expect([...(await readTargets(place, 'train'))]).toEqual([2, 0])
  const rows: string[] = []
  for await (const { row, text } of readExamples(place, 'train')) rows.push(`${row} ${text}`)
  expect(rows).toEqual(['4 fine', '2 dull'])
  expect([...(await readFile(join(place, 'soft.f32')))]).toEqual([1, 2, 3, 4])
})

test('the same rows made again are the same dataset; other files beside them make another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-derive-'))
  const first = await deriveDataset(folder, derived)
  expect((await deriveDataset(folder, derived)).created).toBe(first.created)
  const other = await deriveDataset(folder, { ...derived, beside: { 'soft.f32': new Uint8Array([9]) } })
  expect(other.id).not.toBe(first.id)
  expect((await readdir(folder)).toSorted()).toEqual([first.id, other.id].toSorted())
})

test('a label that is no class, or no training row, leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-derive-'))
  const strange = { ...derived, splits: { train: [{ row: 7, text: 'odd', label: 'odd' }] } }
  await expect(deriveDataset(folder, strange)).rejects.toMatchObject({ code: 'dataset', details: { row: 7 } })
  await expect(deriveDataset(folder, { ...derived, splits: { train: [] } })).rejects.toMatchObject({
    code: 'dataset',
  })
  expect(await readdir(folder)).toEqual([])
})

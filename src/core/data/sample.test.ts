// The sample dataset is what its README says.
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { importDataset } from './importDataset.ts'
import { readExamples } from './readDataset.ts'
import { temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
const path = resolve(import.meta.dirname, '../../../resources/sample/support-messages.csv')

test('the sample imports by itself: 1,200 rows, six even intents, no duplicates, no warning', async () => {
  const manifest = await importDataset({
    name: 'Support messages',
    folder,
    files: [{ path, name: 'support-messages.csv', split: 'train', options: {} }],
  })
  const { report, files, task, labels } = manifest
  expect(files[0]!.roles).toEqual({ text: 'message', pair: null, label: 'intent' })
  expect([task, labels]).toEqual([
    'classify',
    ['account', 'app', 'billing', 'damaged', 'delivery', 'returns'],
  ])
  expect(report.classes.map(({ counts }) => counts.train)).toEqual([200, 200, 200, 200, 200, 200])
  expect([report.duplicates.count, report.setAside, report.warnings]).toEqual([0, 0, []])
  const words = (await Array.fromAsync(readExamples(join(folder, manifest.id), 'train'))).map(
    ({ text }) => text.split(/\s+/).length,
  )
  expect([Math.min(...words), Math.max(...words)]).toEqual([3, 54])
})

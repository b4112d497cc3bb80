// A run of every family under every tuning, on pairs of texts, trained and taken away: each export says what the run says.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ExportFormat } from '../../shared/exports.ts'
import { makePlace, reviews } from '../../testing/runPlace.ts'
import { tinyFamilies } from '../../testing/tinyModel.ts'
import { temporaryFolder } from '../data/testing.ts'
import { train } from '../training/train.ts'
import { exportRun } from './exportRun.ts'

const folder = temporaryFolder()
const io = { progress: () => {}, note: () => {}, stopRequested: () => false }
const pairs = reviews(40)
  .split('\n')
  .slice(1)
  .map((line, i) => `film ${i},${line}`)

const ways: readonly [tuning: string, options: Record<string, unknown>, formats: readonly ExportFormat[]][] =
  [
    ['lora', {}, ['peft', 'merged', 'onnx']],
    ['lora', { targets: ['all-linear'] }, ['peft']],
    ['full', {}, ['merged']],
    ['head', {}, ['onnx']],
  ]

test.for(tinyFamilies)('%s', async (family) => {
  for (const [i, [id, options, formats]] of ways.entries()) {
    const place = await makePlace(join(folder, family, String(i)), {
      csv: ['sentence1,sentence2,label', ...pairs].join('\n'),
      family,
      spec: {
        tuning: { id, options },
        training: { steps: 3, batch: 8, learningRate: 0.01 },
        split: { dev: 0.25 },
        device: 'cpu',
        threads: 1,
      },
    })
    await train(place, io, false)
    for (const format of formats) {
      const { check } = await exportRun(place, format, join(place.runFolder, format), {}, io.note)
      expect(check, `${id} as ${format}`).toMatchObject({ rows: 10, same: 10 })
      expect(check.largestDifference, `${id} as ${format}`).toBeLessThan(1e-4)
    }
  }
})

// How a prefix and a soft prompt leave: the model itself stays as it was.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makePlace } from '../../testing/runPlace.ts'
import { temporaryFolder } from '../data/testing.ts'
import { train } from '../training/train.ts'
import { exportRun } from './exportRun.ts'

const folder = temporaryFolder()
const note = (): void => {}

test.for([
  ['bert', 'prefix', { length: 3, reparameterise: true, mlpWidth: 8 }],
  ['roberta', 'pTuningV2', { length: 3 }],
  ['bert', 'softPrompt', { length: 3 }],
] as const)(
  '%s with %s predicts the same as an ONNX model; a whole model cannot hold it',
  async ([family, id, options]) => {
    const place = await makePlace(join(folder, id), {
      family,
      spec: {
        tuning: { id, options },
        training: { steps: 4, batch: 8, learningRate: 0.1 },
        split: { dev: 0.2 },
        device: 'cpu',
        threads: 1,
      },
    })
    await train(place, { progress: note, note, stopRequested: () => false }, false)
    const { check } = await exportRun(place, 'onnx', join(folder, `${id}.onnx`), {}, note)
    expect(check).toMatchObject({ rows: 12, same: 12 })
    expect(check.largestDifference).toBeLessThan(1e-4)
    await expect(exportRun(place, 'merged', join(folder, 'no'), {}, note)).rejects.toMatchObject({
      code: 'export',
      message: expect.stringContaining('has no place in a merged model. Choose an ONNX model.'),
    })
  },
)

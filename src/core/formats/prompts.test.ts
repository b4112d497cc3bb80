// How a prefix and a soft prompt leave: the model itself stays as it was.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RunPlace } from '../../shared/jobs.ts'
import { makePlace } from '../../testing/runPlace.ts'
import type { TinyFamily } from '../../testing/tinyModel.ts'
import { temporaryFolder } from '../data/testing.ts'
import { train } from '../training/train.ts'
import { exportRun } from './exportRun.ts'

const folder = temporaryFolder()
const note = (): void => {}

async function trained(family: TinyFamily, id: string, options: Record<string, unknown>): Promise<RunPlace> {
  const place = await makePlace(join(folder, `${family} ${id}`), {
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
  return place
}

test.for([
  ['bert', 'prefix', { length: 3, reparameterise: true, mlpWidth: 8 }, 'PREFIX_TUNING', 32],
  ['roberta', 'pTuningV2', { length: 3 }, 'PREFIX_TUNING', 16],
  ['bert', 'softPrompt', { length: 3 }, 'PROMPT_TUNING', 32],
] as const)(
  '%s with %s predicts the same as a PEFT adapter and an ONNX model; a whole model cannot hold it',
  async ([family, id, options, peft_type, token_dim]) => {
    const place = await trained(family, id, options)
    for (const format of ['peft', 'onnx'] as const) {
      const { check } = await exportRun(place, format, join(folder, `${id}.${format}`), {}, note)
      expect(check).toMatchObject({ rows: 12, same: 12 })
      expect(check.largestDifference).toBeLessThan(1e-4)
    }
    const file = async (name: string): Promise<string> => readFile(join(folder, `${id}.peft`, name), 'utf8')
    expect(JSON.parse(await file('adapter_config.json'))).toMatchObject({
      peft_type,
      task_type: 'SEQ_CLS',
      num_virtual_tokens: 3,
      num_layers: 2,
      token_dim,
      modules_to_save: expect.arrayContaining(['classifier', 'score']),
    })
    expect(await file('README.md')).toContain('PEFT 0.17')
    await expect(exportRun(place, 'merged', join(folder, 'no'), {}, note)).rejects.toMatchObject({
      code: 'export',
      message: expect.stringContaining(
        'has no place in a merged model. Choose a PEFT adapter or an ONNX model.',
      ),
    })
  },
)

test.for([
  ['distilbert', 'prefix', 'takes no keys and values from outside. Choose an ONNX model.'],
  ['gpt2', 'softPrompt', 'behind a soft prompt. Choose an ONNX model.'],
] as const)('what PEFT cannot do with %s and %s is refused with the reason', async ([family, id, reason]) => {
  const place = await trained(family, id, { length: 3 })
  await expect(exportRun(place, 'peft', join(folder, 'no'), {}, note)).rejects.toMatchObject({
    code: 'export',
    message: expect.stringContaining(reason),
  })
  const { check } = await exportRun(place, 'onnx', join(folder, `${family}.onnx`), {}, note)
  expect(check).toMatchObject({ rows: 12, same: 12 })
})

// Adapters that real peft has saved become runs that say what peft says; those of Lathe come back as they left.
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { goldenFolder, readGoldenTensors } from '../../../testing/golden.ts'
import { goldenBase, goldenLogits } from '../../../testing/goldenRun.ts'
import { makePlace } from '../../../testing/runPlace.ts'
import { temporaryFolder } from '../../data/testing.ts'
import { Predictor } from '../../inference/predictor.ts'
import { readRunFile } from '../../training/method.ts'
import { train } from '../../training/train.ts'
import { exportRun } from '../exportRun.ts'
import { importAdapter, lookAtAdapter } from './importAdapter.ts'

const folder = temporaryFolder()
const io = { progress: () => {}, note: () => {}, stopRequested: () => false }

test.each([
  [
    'lora',
    'bert',
    'classify',
    { rank: 4, alpha: 8, dropout: 0.1, targets: ['query', 'value'], rsLora: false },
  ],
  [
    'loraPattern',
    'roberta',
    'classify',
    { rank: 2, alpha: 8, targets: ['1.attention.self.key', '1.output.dense'], rsLora: true },
  ],
  ['loraWriter', 'gpt2', 'causalLm', { rank: 8, targets: ['c_attn'] }],
  ['loraMasked', 'bert', 'maskedLm', { rank: 3, targets: ['query'] }],
] as const)('%s of peft on %s', async (name, family, objective, options) => {
  const modelFolder = await goldenBase(folder, family)
  const runFolder = join(folder, `run ${name}`)
  await mkdir(runFolder)
  const adapter = goldenFolder(join('peft', name))
  expect(await lookAtAdapter(adapter)).toMatchObject({
    kind: 'LoRA of PEFT',
    baseModel: `lathe-golden/${family}`,
    labels: objective === 'classify' ? ['LABEL_0', 'LABEL_1', 'LABEL_2', 'LABEL_3'] : [],
    labelsKnown: false,
  })
  const { spec } = await importAdapter(adapter, runFolder, { name, model: family, modelFolder })
  expect(spec).toMatchObject({ dataset: '', objective: { id: objective }, tuning: { id: 'lora', options } })
  const expected = (await readGoldenTensors('peft', join(name, 'golden.safetensors'))).get('logits')!
  const found = await goldenLogits(runFolder, modelFolder, family)
  expect(found.length).toBe(expected.data.length)
  const largest = Math.max(...found.map((x, i) => Math.abs(x - expected.data[i]!)))
  expect(largest).toBeLessThan(1e-4)
})

test('what leaves Lathe comes back with its class names and the very same logits, and leaves again', async () => {
  const place = await makePlace(join(folder, 'trained'), {
    spec: { split: { dev: 0.2 }, training: { steps: 4, learningRate: 0.01 }, threads: 1 },
  })
  await train(place, io, false)
  const out = join(folder, 'exported')
  await exportRun(place, 'peft', out, {}, io.note)
  expect(await lookAtAdapter(out)).toMatchObject({ labels: ['bad', 'good'], labelsKnown: true })
  const runFolder = join(folder, 'back')
  await mkdir(runFolder)
  const { modelFolder } = place
  await importAdapter(out, runFolder, { name: 'back', model: modelFolder, modelFolder })
  const texts = ['a great film', 'dull', 'what a waste of time'].map((text, row) => ({ row, text }))
  const logitsOf = async (run: typeof place): Promise<Float32Array[]> =>
    (await Predictor.open(run, io.note)).logits(texts)
  const back = { ...place, spec: (await readRunFile(runFolder)).spec, runFolder }
  expect(await logitsOf(back)).toEqual(await logitsOf(place))

  const again = join(folder, 'again')
  const { check } = await exportRun(
    { ...back, datasetFolder: join(folder, 'nowhere') },
    'peft',
    again,
    {},
    io.note,
  )
  expect(check).toMatchObject({ rows: 16, same: 16 })
  const name = 'adapter_model.safetensors'
  expect(await readFile(join(again, name))).toEqual(await readFile(join(out, name)))
  expect(await readFile(join(again, 'README.md'), 'utf8')).toContain('trained elsewhere')
})

test('names that are given count, and must be as many as there are classes', async () => {
  const adapter = goldenFolder('peft/lora')
  const runFolder = join(folder, 'named')
  await mkdir(runFolder)
  const wish = { name: '', model: 'bert', modelFolder: await goldenBase(folder, 'bert') }
  for (const labels of [
    ['a', 'b'],
    ['a', 'b', 'c', 'c'],
    ['a', 'b', 'c', ''],
  ])
    await expect(importAdapter(adapter, runFolder, { ...wish, labels })).rejects.toMatchObject({
      code: 'label',
    })
  expect(await readdir(runFolder)).toEqual([])
  const labels = ['north', 'east', 'south', 'west']
  await importAdapter(adapter, runFolder, { ...wish, labels })
  expect((await readRunFile(runFolder)).labels).toEqual(labels)
})

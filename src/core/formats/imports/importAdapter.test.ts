// Adapters that real peft has saved become runs that say what peft says; those of Lathe come back as they left.
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { goldenFolder, readGoldenTensors } from '../../../testing/golden.ts'
import { goldenBase, goldenLogits } from '../../../testing/goldenRun.ts'
import { anotherRun, makePlace } from '../../../testing/runPlace.ts'
import { resolveSpec } from '../../catalog/resolveSpec.ts'
import { temporaryFolder } from '../../data/testing.ts'
import { Predictor } from '../../inference/predictor.ts'
import { readRunFile } from '../../training/method.ts'
import { train } from '../../training/train.ts'
import { exportRun } from '../exportRun.ts'
import { importAdapter, lookAtAdapter } from './importAdapter.ts'

const folder = temporaryFolder()
let count = 0
const io = { progress: () => {}, note: () => {}, stopRequested: () => false }

test.each([
  [
    'lora',
    'bert',
    'classify',
    'LoRA',
    { rank: 4, alpha: 8, dropout: 0.1, targets: ['query', 'value'], rsLora: false },
  ],
  [
    'loraPattern',
    'roberta',
    'classify',
    'LoRA',
    { rank: 2, alpha: 8, targets: ['1.attention.self.key', '1.output.dense'], rsLora: true },
  ],
  ['loraWriter', 'gpt2', 'causalLm', 'LoRA', { rank: 8, targets: ['c_attn'] }],
  ['loraMasked', 'bert', 'maskedLm', 'LoRA', { rank: 3, targets: ['query'] }],
  ['dora', 'roberta', 'classify', 'LoRA', { rank: 4, rsLora: true, dora: true, targets: ['query', 'value'] }],
  [
    'loraRanks',
    'bert',
    'classify',
    'LoRA',
    { rank: 6, alpha: 8, dora: true, targets: ['output.dense', 'query', 'value'] },
  ],
  ['ia3', 'bert', 'classify', '(IA)³', { outputs: ['key', 'value'], inputs: ['output.dense'] }],
  ['prefix', 'roberta', 'classify', 'Prefix', { length: 3, reparameterise: false }],
  ['prefixWriter', 'llama', 'causalLm', 'Prefix', { length: 2, reparameterise: false }],
  ['prompt', 'bert', 'classify', 'Soft prompt', { length: 3 }],
] as const)('%s of peft on %s', async (name, family, objective, title, options) => {
  const modelFolder = await goldenBase(folder, family)
  const runFolder = join(folder, `run ${name}`)
  await mkdir(runFolder)
  const adapter = goldenFolder(join('peft', name))
  expect(await lookAtAdapter(adapter)).toMatchObject({
    kind: `${title} of PEFT`,
    baseModel: `lathe-golden/${family}`,
    labels: objective === 'classify' ? ['LABEL_0', 'LABEL_1', 'LABEL_2', 'LABEL_3'] : [],
    labelsKnown: false,
  })
  const { spec } = await importAdapter(adapter, runFolder, { name, model: family, modelFolder })
  expect(spec).toMatchObject({ dataset: '', objective: { id: objective }, tuning: { options } })
  const expected = (await readGoldenTensors('peft', join(name, 'golden.safetensors'))).get('logits')!
  const found = await goldenLogits(runFolder, modelFolder, family)
  expect(found.length).toBe(expected.data.length)
  const largest = Math.max(...found.map((x, i) => Math.abs(x - expected.data[i]!)))
  expect(largest).toBeLessThan(1e-4)
})

test.each([
  [{ id: 'lora', options: {} }, 'lora'],
  [{ id: 'lora', options: { rank: 4, rsLora: true, dora: true, targets: ['output.dense'] } }, 'lora'],
  [{ id: 'ia3', options: { outputs: ['query'], inputs: ['intermediate.dense'] } }, 'ia3'],
  [{ id: 'prefix', options: { length: 3, reparameterise: true, mlpWidth: 8 } }, 'prefix'],
  [{ id: 'pTuningV2', options: { length: 3 } }, 'prefix'],
  [{ id: 'softPrompt', options: { length: 3 } }, 'softPrompt'],
] as const)(
  'what %j leaves comes back with its class names and the very same logits, leaves again, and trains on',
  async (tuning, back) => {
    const place = await makePlace(join(folder, `trained ${++count}`), {
      spec: { tuning, split: { dev: 0.2 }, training: { steps: 4, learningRate: 0.01 }, threads: 1 },
    })
    const { result } = await train(place, io, false)
    const out = join(folder, `exported ${count}`)
    await exportRun(place, 'peft', out, {}, io.note)
    expect(await lookAtAdapter(out)).toMatchObject({ labels: ['bad', 'good'], labelsKnown: true })
    const runFolder = join(folder, `back ${count}`)
    await mkdir(runFolder)
    const { modelFolder } = place
    await importAdapter(out, runFolder, { name: 'back', model: modelFolder, modelFolder })
    const texts = ['a great film', 'dull', 'what a waste of time'].map((text, row) => ({ row, text }))
    const logitsOf = async (run: typeof place): Promise<Float32Array[]> =>
      (await Predictor.open(run, io.note)).logits(texts)
    const { spec } = await readRunFile(runFolder)
    expect(spec.tuning.id).toBe(back)
    const returned = { ...place, spec, runFolder }
    expect(await logitsOf(returned)).toEqual(await logitsOf(place))

    const again = join(folder, `again ${count}`)
    const nowhere = join(folder, 'nowhere')
    const { check } = await exportRun({ ...returned, datasetFolder: nowhere }, 'peft', again, {}, io.note)
    expect(check).toMatchObject({ rows: 16, same: 16 })
    const name = 'adapter_model.safetensors'
    expect(await readFile(join(again, name))).toEqual(await readFile(join(out, name)))
    expect(await readFile(join(again, 'README.md'), 'utf8')).toContain('trained elsewhere')

    // A run that starts from its weights and does not move has learned as much.
    const { dataset, split, threads } = place.spec
    const next = resolveSpec({
      ...spec,
      ...{ dataset, split, threads, start: 'r1' },
      training: { ...place.spec.training, steps: 1, learningRate: 0 },
    })
    const on = await anotherRun({ ...place, spec: next }, join(folder, `on ${count}`))
    const ended = await train({ ...on, startFolder: runFolder }, io, false)
    expect(ended.result.scores.dev!.loss).toBeCloseTo(result.scores.dev!.loss, 6)
  },
)

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

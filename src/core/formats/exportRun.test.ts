// A run that really trained, taken away in each format.
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { RunPlace } from '../../shared/jobs.ts'
import type { RunSpecInput } from '../../shared/run.ts'
import { writeTinyBert } from '../../testing/tinyBert.ts'
import { resolveSpec } from '../catalog/resolveSpec.ts'
import { importTexts, temporaryFolder } from '../data/testing.ts'
import { openModel } from '../models/open.ts'
import { train } from '../training/train.ts'
import { openSafetensors } from '../files/safetensors.ts'
import { elementCount } from '../files/safetensorsHeader.ts'
import { exportRun } from './exportRun.ts'
import { readFacts } from './facts.ts'
import { readPeft } from './imports/peftAdapter.ts'

const folder = temporaryFolder()
const io = { progress: () => {}, note: () => {}, stopRequested: () => false }
const texts = ['a great film', 'an awful film', 'so funny and charming', 'what a waste of time']
const rows = Array.from({ length: 60 }, (_, i) => `${texts[i % 4]} ${i},${i % 2 === 0 ? 'good' : 'bad'}`)
let datasetFolder: string

async function trained(
  name: string,
  tuning: string | RunSpecInput['tuning'],
  split: object = { dev: 0.2 },
  objective = 'classify',
): Promise<RunPlace> {
  const spec = resolveSpec({
    name,
    dataset: 'test',
    model: 'tiny',
    split,
    objective: { id: objective },
    tuning: typeof tuning === 'string' ? { id: tuning } : tuning,
    training: { steps: 4, batch: 8, learningRate: 0.01, dropout: 0 },
    device: 'cpu',
    threads: 1,
  })
  const place = { spec, datasetFolder, modelFolder: join(folder, 'model'), runFolder: join(folder, name) }
  await mkdir(place.runFolder)
  await train(place, io, false)
  return place
}

beforeAll(async () => {
  await writeTinyBert(join(folder, 'model'))
  const { id } = await importTexts(folder, { train: ['text,label', ...rows].join('\n') })
  datasetFolder = join(folder, 'datasets', id)
})

test('a LoRA run leaves as an adapter, a merged model and an ONNX model that predict what it predicts', async () => {
  const place = await trained('adapter run', 'lora')
  const scores = { dev: { loss: 0.1, examples: 12, accuracy: 1 } }
  for (const format of ['peft', 'merged', 'onnx'] as const) {
    const out = join(folder, 'exports', format)
    const { check } = await exportRun(place, format, out, scores, io.note)
    expect(check).toMatchObject({ rows: 12, same: 12 })
    expect(check.largestDifference).toBeLessThan(1e-4)
    expect(await readFacts(out)).toMatchObject({
      name: 'adapter run',
      labels: ['bad', 'good'],
      scores,
      check,
    })
  }
  const model = await openModel(place.modelFolder)
  const { tensors, tuning } = await readPeft(join(folder, 'exports', 'peft'), model)
  const targets = ['query', 'value']
  expect(tuning.options).toEqual({ rank: 8, alpha: 16, dropout: 0.1, rsLora: false, dora: false, targets })
  expect(tensors.length).toBe(2 * 2 * 2 + 2)
  const b = tensors.find(({ name }) => name === 'bert.encoder.layer.0.attention.self.query.lora_B.weight')
  expect((b!.data as Float32Array).some((x) => x !== 0)).toBe(true)
})

test('an adapter leaves for AdapterHub and as an ONNX model, but no whole model can hold it', async () => {
  const place = await trained('bottleneck', { id: 'adapter', options: { kind: 'houlsby', scaling: 2 } })
  const files: Record<string, string[]> = {}
  for (const format of ['adapterHub', 'onnx'] as const) {
    const out = join(folder, `bottleneck.${format}`)
    const { check, files: written } = await exportRun(place, format, out, {}, io.note)
    files[format] = written.map(({ name }) => name)
    expect(check).toMatchObject({ rows: 12, same: 12 })
    expect(check.largestDifference).toBeLessThan(1e-4)
  }
  expect(files['adapterHub']).toEqual([
    'README.md',
    'adapter.safetensors',
    'adapter_config.json',
    'head_config.json',
    'lathe.json',
    'model_head.safetensors',
  ])
  const readme = await readFile(join(folder, 'bottleneck.adapterHub', 'README.md'), 'utf8')
  expect(readme).toContain('use_safetensors=True')
  await expect(exportRun(place, 'merged', join(folder, 'no'), {}, io.note)).rejects.toMatchObject({
    code: 'export',
    message:
      'What Adapter trained has no place in a merged model. Choose an AdapterHub adapter or an ONNX model.',
  })
})

test('an adapter and LoRA together leave as an ONNX model alone', async () => {
  const place = await trained('two', { id: 'adapter', and: { id: 'lora' } })
  const { check } = await exportRun(place, 'onnx', join(folder, 'two.onnx'), {}, io.note)
  expect(check).toMatchObject({ rows: 12, same: 12 })
  const refusal = async (format: 'merged' | 'peft' | 'adapterHub'): Promise<string> =>
    exportRun(place, format, join(folder, 'no'), {}, io.note).then(
      () => '',
      (thrown: Error) => thrown.message,
    )
  const places = { merged: 'a merged model', peft: 'a PEFT adapter', adapterHub: 'an AdapterHub adapter' }
  for (const format of ['merged', 'peft', 'adapterHub'] as const)
    expect(await refusal(format)).toBe(
      `What Adapter and LoRA trained has no place in ${places[format]}. Choose an ONNX model.`,
    )
})

test('a full run without validation rows is compared on training rows', async () => {
  const place = await trained('full run', 'full', { dev: 0 })
  const { check } = await exportRun(place, 'merged', join(folder, 'full'), {}, io.note)
  expect(check).toMatchObject({ rows: 60, same: 60 })
  const readme = await readFile(join(folder, 'full', 'README.md'), 'utf8')
  expect(readme).toContain('A complete model for text classification')
  expect(readme).not.toContain('## Scores')
  await expect(exportRun(place, 'peft', join(folder, 'no'), {}, io.note)).rejects.toMatchObject({
    code: 'export',
  })
})

for (const tuning of ['lora', 'full'])
  test(`a language model trained with ${tuning} leaves as a whole model, a start for the next run`, async () => {
    const place = await trained(`reader ${tuning}`, tuning, { dev: 0.2 }, 'maskedLm')
    const out = join(folder, 'exports', place.spec.name)
    await expect(exportRun(place, 'onnx', out, {}, io.note)).rejects.toMatchObject({ code: 'export' })
    const scores = { dev: { loss: 2, examples: 3, perplexity: Math.exp(2) } }
    const { check, files } = await exportRun(place, 'merged', out, scores, io.note)
    expect(check).toMatchObject({ rows: 16, same: 16 })
    expect(files.map(({ name }) => name)).toContain('tokenizer.json')
    expect(await readFacts(out)).toMatchObject({ task: 'maskedLm', labels: [], scores })
    expect(JSON.parse(await readFile(join(out, 'config.json'), 'utf8'))).toMatchObject({
      architectures: ['BertForMaskedLM'],
    })
    expect(await readFile(join(out, 'README.md'), 'utf8')).toContain('pipeline_tag: fill-mask')

    // What the next run starts from: everything the base had, changed where the run learned.
    const [before, after] = await Promise.all(
      [place.modelFolder, out].map((of) => openSafetensors(join(of, 'model.safetensors'))),
    )
    expect([...after!.tensors.keys()].sort()).toEqual([...before!.tensors.keys()].sort())
    const values = async (of: typeof before, name: string): Promise<Float32Array> => {
      const data = new Float32Array(elementCount(of!.tensors.get(name)!.shape))
      await of!.readInto(name, data)
      return data
    }
    for (const [name, changes] of [
      ['bert.encoder.layer.0.attention.self.query.weight', true],
      ['bert.encoder.layer.0.output.dense.weight', tuning === 'full'],
      ['cls.predictions.bias', tuning === 'full'],
      ['bert.pooler.dense.weight', false],
    ] as const)
      expect((await values(before, name)).join() !== (await values(after, name)).join(), name).toBe(changes)
    await Promise.all([before!.close(), after!.close()])
  })

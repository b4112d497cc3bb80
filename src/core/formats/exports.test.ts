// Exports written from the golden LoRA, read back, and refused where they would lie. Real peft reads them in parity/.
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runSpec } from '../../shared/run.ts'
import {
  goldenFolder,
  goldenTuning,
  readGolden,
  readGoldenTensors,
  type GoldenCase,
} from '../../testing/golden.ts'
import { writeTinyBert } from '../../testing/tinyBert.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import { openSafetensors, type SafetensorsFile } from '../files/safetensors.ts'
import { elementCount } from '../files/safetensorsHeader.ts'
import type { TensorSource } from '../files/safetensorsWriter.ts'
import { openModel } from '../models/open.ts'
import { describeCheck } from './compare.ts'
import { writeExport } from './exportFolder.ts'
import { readFacts, writeFacts, type ExportFacts } from './facts.ts'
import { writeMerged } from './merged.ts'
import { readPeft } from './imports/peftAdapter.ts'
import { writePeft } from './peft/writePeft.ts'
import { targetModules } from './peft/targetModules.ts'
import type { TrainedModel } from './trainedModel.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-export-'))
})
afterEach(() => rm(folder, { recursive: true }))

const model = await openModel(goldenFolder('bert'))

/** A golden case after training, and what of it was trained. */
async function golden(
  tuning: GoldenCase['tuning'],
): Promise<{ whole: TrainedModel; learned: TensorSource[]; modules: string[] }> {
  const { cases } = await readGolden('bert')
  const found = cases.find((c) => c.objective === 'classify' && c.tuning === tuning)!
  const learned = [...(await readGoldenTensors('bert', found.file))]
    .filter(([name]) => name.startsWith('after/'))
    .map(([name, tensor]) => ({ name: name.replace('after/', ''), ...tensor }))
  const trained = new Set(learned.map(({ name }) => name))
  const base = [...(await readGoldenTensors('bert', 'model.safetensors'))]
    .filter(([name]) => !trained.has(name) && !name.startsWith('cls.'))
    .map(([name, tensor]) => ({ name, ...tensor }))
  const modules = base
    .filter(({ shape }) => shape.length === 2)
    .map(({ name }) => name.replace('.weight', ''))
  const tensors = [...base, ...learned]
  const whole = {
    baseFolder: goldenFolder('bert'),
    model,
    tensors,
    trained,
    tuning: goldenTuning(found),
    answers: 'rows' as const,
  }
  return { whole, learned, modules }
}

async function values(file: SafetensorsFile, name: string): Promise<Float32Array> {
  const target = new Float32Array(elementCount(file.tensors.get(name)!.shape))
  await file.readInto(name, target)
  return target
}

test('a LoRA adapter comes back from its PEFT folder as it went in', async () => {
  const { whole, learned } = await golden('loraRs')
  await writePeft(folder, 'someone/some-bert', whole)
  const adapter = await readPeft(folder, model)
  // How fast B learned is no matter of what it is.
  const { rateRatio: _, ...options } = whole.tuning.options
  expect(adapter).toMatchObject({
    tuning: { id: 'lora', options: { ...options, targets: ['query', 'value'] } },
  })
  const byName = (all: readonly TensorSource[]): Map<string, TensorSource['data']> =>
    new Map(all.map(({ name, data }) => [name, data]))
  expect(byName(adapter.tensors)).toEqual(byName(learned))
  const config = JSON.parse(await readFile(join(folder, 'adapter_config.json'), 'utf8')) as Record<
    string,
    unknown
  >
  expect(config).toMatchObject({
    base_model_name_or_path: 'someone/some-bert',
    peft_type: 'LORA',
    task_type: 'SEQ_CLS',
    use_rslora: true,
    r: 4,
    lora_alpha: 8,
  })
  expect(config['modules_to_save']).toEqual(['classifier', 'score'])
  expect(config['target_modules']).toEqual(['query', 'value'])
})

test('a PEFT export refuses what peft could not load', async () => {
  const { whole, learned } = await golden('lora')
  const writing = (changes: Partial<TrainedModel>): Promise<void> =>
    writePeft(folder, 'b', { ...whole, ...changes })
  const extra = new Set([...whole.trained, 'bert.embeddings.LayerNorm.weight'])
  await expect(writing({ trained: extra })).rejects.toThrow('Export the merged model instead')
  const head = learned.filter(({ name }) => name.startsWith('classifier'))
  await expect(writing({ tensors: head })).rejects.toMatchObject({ code: 'export' })
})

test('(IA)^3 leaves with the shapes that PEFT gives its vectors, and comes back', async () => {
  const { whole, learned } = await golden('ia3')
  await writePeft(folder, 'someone/some-bert', whole)
  const file = await openSafetensors(join(folder, 'adapter_model.safetensors'))
  await file.close()
  const shapeOf = (module: string): readonly number[] | undefined =>
    file.tensors.get(`base_model.model.bert.encoder.layer.0.${module}.ia3_l`)?.shape
  expect(shapeOf('attention.self.key')).toEqual([32, 1])
  expect(shapeOf('attention.output.dense')).toEqual([1, 32])
  expect(shapeOf('output.dense')).toEqual([1, 64])
  const config = JSON.parse(await readFile(join(folder, 'adapter_config.json'), 'utf8')) as object
  expect(config).toMatchObject({
    peft_type: 'IA3',
    target_modules: ['key', 'value', 'output.dense'],
    feedforward_modules: ['output.dense'],
  })
  const { tensors, tuning } = await readPeft(folder, model)
  expect(tuning).toEqual({ id: 'ia3', options: { outputs: ['key', 'value'], inputs: ['output.dense'] } })
  const shapes = (all: readonly TensorSource[]): Map<string, readonly number[]> =>
    new Map(all.map(({ name, shape }) => [name, shape]))
  expect(shapes(tensors)).toEqual(shapes(learned))
})

test('target modules are named as shortly as their meaning allows', async () => {
  const { modules } = await golden('lora')
  const layers = modules.filter((module) => module.includes('.layer.'))
  const named = (wanted: (module: string) => boolean): string[] =>
    targetModules(new Set(layers.filter(wanted)), modules)
  expect(named(() => true)).toEqual(['intermediate.dense', 'key', 'output.dense', 'query', 'value'])
  expect(named((module) => module.endsWith('attention.output.dense'))).toEqual(['attention.output.dense'])
  expect(named((module) => module.endsWith('1.output.dense'))).toEqual(['1.output.dense'])
})

test('merging adds scale B A to the right weights and leaves the others alone', async () => {
  const { whole, learned } = await golden('lora')
  const all = whole.tensors
  await writeMerged(folder, whole, ['a', 'b', 'c', 'd'])
  const merged = await openCheckpoint(folder)
  expect([...merged.tensors.keys()].filter((name) => /lora|cls/.test(name))).toEqual([])
  const module = 'bert.encoder.layer.1.attention.self.query'
  const data = (name: string): Float32Array =>
    all.find((tensor) => tensor.name === name)!.data as Float32Array
  const [a, b] = [data(`${module}.lora_A.weight`), data(`${module}.lora_B.weight`)]
  const expected = data(`${module}.weight`).map((x, i) => {
    const [o, j] = [Math.floor(i / 32), i % 32]
    return x + (8 / 4) * [0, 1, 2, 3].reduce((sum, r) => sum + b[o * 4 + r]! * a[r * 32 + j]!, 0)
  })
  expect(await values(merged, `${module}.weight`)).toEqual(expected)
  for (const name of ['bert.encoder.layer.1.attention.self.key.weight', 'classifier.bias'])
    expect(await values(merged, name)).toEqual(data(name))
  await merged.close()
  const lonely = all.filter(({ name }) => name !== `${module}.lora_B.weight`)
  const half = { code: 'export', details: { tensor: `${module}.lora_A.weight` } }
  await expect(writeMerged(folder, { ...whole, tensors: lonely }, [])).rejects.toMatchObject(half)
  await expect(writeMerged(folder, { ...whole, tensors: learned }, [])).rejects.toMatchObject({
    code: 'export',
  })
})

test('a fully trained model keeps every trained tensor; the tokenizer and the labels come along', async () => {
  const { whole, learned } = await golden('full')
  const tiny = join(folder, 'tiny')
  const out = join(folder, 'out')
  await mkdir(out)
  await writeTinyBert(tiny)
  await writeMerged(out, { ...whole, baseFolder: tiny }, ['no', 'yes'])
  const merged = await openCheckpoint(out)
  for (const { name, data } of learned) expect(await values(merged, name)).toEqual(data)
  await merged.close()
  const tokenizer = ['special_tokens_map.json', 'tokenizer.json', 'tokenizer_config.json', 'vocab.txt']
  const files = ['config.json', 'model.safetensors', ...tokenizer]
  expect((await readdir(out)).sort()).toEqual(files)
  expect(JSON.parse(await readFile(join(out, 'config.json'), 'utf8'))).toMatchObject({
    architectures: ['BertForSequenceClassification'],
    id2label: { 0: 'no', 1: 'yes' },
    label2id: { no: 0, yes: 1 },
    problem_type: 'single_label_classification',
  })
})

test('the check counts equal predictions and refuses what is not a number', () => {
  const reference = Float32Array.of(1, 2, 5, 4, 0, 1)
  expect(describeCheck(reference, reference, 2).sentence).toBe(
    'same predictions: 3/3, largest logit difference 0',
  )
  expect(describeCheck(reference, Float32Array.of(1, 2.25, 5, 4, 1, 0), 2)).toEqual({
    rows: 3,
    same: 2,
    largestDifference: 1,
    sentence: 'same predictions: 2/3, largest logit difference 1',
  })
  expect(describeCheck(Float32Array.of(1, 2), Float32Array.of(1.00005, 3), 1)).toMatchObject({
    rows: 2,
    same: 1,
  })
  expect(() => describeCheck(reference, Float32Array.of(1, NaN, 5, 4, 0, 1), 2)).toThrow('Row 1')
  expect(() => describeCheck(reference, Float32Array.of(1), 1)).toThrow('gave 1 logits where 6 were expected')
})

const check = { rows: 100, same: 100, largestDifference: 2e-6, sentence: 'same predictions: 100/100' }
const facts: ExportFacts = {
  version: 1,
  format: 'peft',
  name: 'Support | desk',
  baseModel: 'someone/some-bert',
  task: 'classify',
  labels: ['billing', 'a "quoted" | label\nin two lines'],
  dataset: { name: 'support', hash: 'abc' },
  run: runSpec.parse({ dataset: 'd', model: 'm' }),
  scores: { dev: { loss: 0.5, examples: 10, accuracy: 0.9 } },
  trainableParameters: 10,
  totalParameters: 100,
  check,
}

test('the card tells how to load the export, its labels, its scores and its check', async () => {
  await writeFacts(folder, facts)
  expect(await readFacts(folder)).toEqual(facts)
  const card = await readFile(join(folder, 'README.md'), 'utf8')
  expect(card).toContain('base_model: someone/some-bert')
  expect(card).toContain('PeftModel.from_pretrained(model, "path/to/this/folder")')
  expect(card).toContain('labels = ["billing", "a \\"quoted\\" | label\\nin two lines"]')
  expect(card).toContain('| 1 | a "quoted" \\| label in two lines |')
  expect(card).toContain('| dev | 10 | 0.5000 | 0.9000 |')
  expect(card).toContain('same predictions: 100/100')
  await writeFile(join(folder, 'lathe.json'), '{"version":2}')
  await expect(readFacts(folder)).rejects.toMatchObject({ code: 'export' })
})

test('an export appears whole, replaces an older export, and nothing else', async () => {
  const target = join(folder, 'out', 'adapter')
  const fill = (note: string) => async (temporary: string) => {
    await writeFacts(temporary, { ...facts, name: note })
  }
  const { files } = await writeExport(target, fill('first'))
  expect(files.map(({ name }) => name)).toEqual(['README.md', 'lathe.json'])
  expect(files.every(({ bytes }) => bytes > 100)).toBe(true)
  await writeExport(target, fill('second'))
  expect((await readFacts(target)).name).toBe('second')
  const failing = async (temporary: string): Promise<void> => {
    await writeFile(join(temporary, 'half'), 'x')
    throw new Error('no more')
  }
  await expect(writeExport(target, failing)).rejects.toThrow('no more')
  expect((await readFacts(target)).name).toBe('second')
  expect(await readdir(join(folder, 'out'))).toEqual(['adapter'])

  const foreign = join(folder, 'thesis')
  await mkdir(foreign)
  await writeFile(join(foreign, 'chapter1.tex'), 'years of work')
  await expect(writeExport(foreign, fill('third'))).rejects.toMatchObject({ code: 'export' })
  expect(await readdir(foreign)).toEqual(['chapter1.tex'])
})

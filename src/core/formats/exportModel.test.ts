// Every format, written from golden weights and read back, gives the logits that PyTorch gives.
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ExportFormat } from '../../shared/exports.ts'
import { runSpec } from '../../shared/run.ts'
import { goldenFolder, goldenTuning, readGolden, readGoldenTensors } from '../../testing/golden.ts'
import { openModel } from '../models/open.ts'
import type { RowTask } from '../objectives/objective.ts'
import { classify } from '../objectives/classify.ts'
import { regress } from '../objectives/regress.ts'
import { Session, tensor } from '../runtime/session.ts'
import { exportModel, type Reference } from './exportModel.ts'
import type { ExportFacts } from './facts.ts'
import { writeOnnx } from './onnxModel.ts'
import { onnxLogits } from './readBack.ts'
import type { TrainedModel } from './trainedModel.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-export-'))
})
afterEach(() => rm(folder, { recursive: true }))

const labels = ['north', 'east', 'south', 'west']

async function golden(
  file: string,
  family = 'bert',
): Promise<{ trained: TrainedModel; task: RowTask; reference: Reference; labels: string[] }> {
  const { batch, cases } = await readGolden(family)
  const rows = batch.ids.map((ids, i) => ({ ids, types: batch.tokenTypes[i]! }))
  const base = [...(await readGoldenTensors(family, 'model.safetensors'))]
  const found = cases.find((c) => c.file === `${file}.safetensors`)!
  const tensors = await readGoldenTensors(family, found.file)
  const fresh = [...tensors].filter(([name]) => name.startsWith('initial/'))
  const names = found.objective === 'regress' ? [] : labels
  const all = [...base.filter(([name]) => !/^(cls|lm_head)\./.test(name)), ...fresh]
  const model = await openModel(goldenFolder(family))
  return {
    trained: {
      baseFolder: goldenFolder(family),
      model,
      tensors: all.map(([name, value]) => ({ name: name.replace('initial/', ''), ...value })),
      trained: new Set(found.trainable),
      tuning: goldenTuning(found),
      answers: 'rows',
    },
    task:
      names.length === 0
        ? regress.for({}, [], [])
        : classify.for({ balance: false, classWeights: {}, labelSmoothing: 0 }, names, []),
    reference: { rows, logits: tensors.get('logits')!.data },
    labels: names,
  }
}

const facts = (format: ExportFormat, names: readonly string[]): Omit<ExportFacts, 'version' | 'check'> => ({
  format,
  name: 'golden',
  baseModel: 'someone/golden-bert',
  task: names.length > 0 ? 'classify' : 'regress',
  labels: [...names],
  dataset: { name: 'golden', hash: '0' },
  run: runSpec.parse({ dataset: 'd', model: 'm' }),
  scores: {},
  trainableParameters: 1,
  totalParameters: 1,
})

const onnxFiles = ['README.md', 'config.json', 'lathe.json', 'model.onnx']
const mergedFiles = ['README.md', 'config.json', 'lathe.json', 'model.safetensors']
const peftFiles = ['README.md', 'adapter_config.json', 'adapter_model.safetensors', 'lathe.json']

test.each([
  ['classify.full', 'merged', mergedFiles],
  ['classify.full', 'onnx', onnxFiles],
  ['classify.loraAllLinear', 'peft', peftFiles],
  ['classify.loraRs', 'merged', mergedFiles],
  ['classify.loraAllLinear', 'onnx', onnxFiles],
  ['regress.lora', 'peft', peftFiles],
  ['regress.head', 'onnx', onnxFiles],
  ['classify.bitfit', 'merged', mergedFiles],
  ['classify.ia3', 'peft', peftFiles],
  ['regress.ia3', 'merged', mergedFiles],
  ['classify.dora', 'peft', peftFiles],
  ['classify.dora', 'onnx', onnxFiles],
] as const)('%s as %s predicts the same', async (file, format, names) => {
  const { trained, task, reference, labels } = await golden(file)
  const { files, check } = await exportModel(
    join(folder, 'out'),
    trained,
    task,
    reference,
    facts(format, labels),
  )
  expect(files.map(({ name }) => name)).toEqual(names)
  expect(check).toMatchObject({ rows: 4, same: 4 })
  expect(check.largestDifference).toBeLessThan(1e-5)
  expect(await readFile(join(folder, 'out', 'README.md'), 'utf8')).toContain(check.sentence)
})

test.each(['gpt2', 'llama', 'qwen2'])('%s leaves in every format', async (family) => {
  for (const format of ['peft', 'merged', 'onnx'] as const) {
    const { trained, task, reference, labels } = await golden('classify.loraAllLinear', family)
    const { check } = await exportModel(join(folder, format), trained, task, reference, facts(format, labels))
    expect(check).toMatchObject({ rows: 4, same: 4 })
    expect(check.largestDifference).toBeLessThan(1e-5)
  }
})

test.each(['ia3', 'dora'])('%s leaves GPT-2, whose weights lie the other way round', async (tuning) => {
  for (const format of ['peft', 'merged'] as const) {
    const { trained, task, reference, labels } = await golden(`classify.${tuning}`, 'gpt2')
    const out = join(folder, format)
    const { check } = await exportModel(out, trained, task, reference, facts(format, labels))
    expect(check).toMatchObject({ rows: 4, same: 4 })
    expect(check.largestDifference).toBeLessThan(1e-5)
  }
})

test('the check notices an export whose weights are not those that were trained', async () => {
  const { trained, task, reference, labels } = await golden('classify.lora')
  const tensors = trained.tensors.map((t) =>
    t.name.endsWith('lora_B.weight') ? { ...t, data: (t.data as Float32Array).map((x) => -x) } : t,
  )
  const { check } = await exportModel(
    join(folder, 'out'),
    { ...trained, tensors },
    task,
    reference,
    facts('peft', labels),
  )
  expect(check.largestDifference).toBeGreaterThan(1e-3)
})

test('what is not LoRA cannot become a PEFT folder, and leaves none behind', async () => {
  const { trained, task, reference, labels } = await golden('classify.full')
  const attempt = exportModel(join(folder, 'out'), trained, task, reference, facts('peft', labels))
  await expect(attempt).rejects.toMatchObject({
    code: 'export',
    message:
      'What Full fine-tuning trained has no place in a PEFT adapter. Choose a merged model or an ONNX model.',
  })
  expect(await readdir(folder)).toEqual([])
})

test('weights too large for protobuf lie beside the ONNX model', async () => {
  const { trained, task, reference, labels } = await golden('classify.lora')
  await writeOnnx(folder, trained, labels, 1000)
  const { size } = await stat(join(folder, 'model.onnx.data'))
  expect(size).toBeGreaterThan(80_000)
  expect((await stat(join(folder, 'model.onnx'))).size).toBeLessThan(size)
  const logits = await onnxLogits(join(folder, 'model.onnx'), reference.rows, task)
  reference.logits.forEach((x, i) => expect(logits[i]).toBeCloseTo(x, 5))
  const missing = trained.tensors.filter(({ name }) => name !== 'bert.pooler.dense.bias')
  await expect(writeOnnx(folder, { ...trained, tensors: missing }, labels)).rejects.toMatchObject({
    code: 'export',
    details: { tensor: 'bert.pooler.dense.bias' },
  })
})

test('an ONNX model ignores what lies under the padding and answers rows without any token', async () => {
  const { trained } = await golden('classify.full')
  await writeOnnx(folder, trained, labels)
  const session = await Session.load(join(folder, 'model.onnx'), { device: 'cpu', threads: 1 })
  const logits = async (ids: number[], mask: number[]): Promise<Float32Array> => {
    const feed = (values: number[]): ReturnType<typeof tensor> =>
      tensor(BigInt64Array.from(values, BigInt), [values.length / 5, 5])
    const feeds = { input_ids: feed(ids), attention_mask: feed(mask), token_type_ids: feed(ids.map(() => 0)) }
    return (await session.run(feeds, { logits: null }))['logits']!.data as Float32Array
  }
  const clean = await logits([2, 50, 60, 3, 0], [1, 1, 1, 1, 0])
  expect(await logits([2, 50, 60, 3, 99], [1, 1, 1, 1, 0])).toEqual(clean)
  const withEmpty = await logits([2, 50, 60, 3, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
  clean.forEach((x, i) => expect(withEmpty[i]).toBeCloseTo(x, 5))
  expect(withEmpty.slice(4).every(Number.isFinite)).toBe(true)
  await session.release()
})

test.each(['gpt2', 'llama'])(
  'an ONNX model of %s answers the same with padding on either side',
  async (family) => {
    const { trained } = await golden('classify.full', family)
    await writeOnnx(folder, trained, labels)
    const session = await Session.load(join(folder, 'model.onnx'), { device: 'cpu', threads: 1 })
    const logits = async (ids: number[], mask: number[]): Promise<Float32Array> => {
      const feed = (values: number[]): ReturnType<typeof tensor> =>
        tensor(BigInt64Array.from(values, BigInt), [values.length / 5, 5])
      const feeds = { input_ids: feed(ids), attention_mask: feed(mask) }
      return (await session.run(feeds, { logits: null }))['logits']!.data as Float32Array
    }
    const [right, rightMask] = [
      [7, 50, 51, 9, 0, 8, 40, 0, 0, 0],
      [1, 1, 1, 1, 0, 1, 1, 0, 0, 0],
    ]
    const [left, leftMask] = [
      [0, 7, 50, 51, 9, 0, 0, 0, 8, 40],
      [0, 1, 1, 1, 1, 0, 0, 0, 1, 1],
    ]
    const expected = await logits(right, rightMask)
    ;(await logits(left, leftMask)).forEach((x, i) => expect(x).toBeCloseTo(expected[i]!, 5))
    const withEmpty = await logits(
      [...right.slice(0, 5), 0, 0, 0, 0, 0],
      [...rightMask.slice(0, 5), 0, 0, 0, 0, 0],
    )
    withEmpty.slice(0, 4).forEach((x, i) => expect(x).toBeCloseTo(expected[i]!, 5))
    expect(withEmpty.every(Number.isFinite)).toBe(true)
    await session.release()
  },
)

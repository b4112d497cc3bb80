// Checkpoints as people have them: other names, other number formats, missing and wrong weights.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runSpec } from '../../shared/run.ts'
import { writeTinyBert } from '../../testing/tinyBert.ts'
import { openSafetensors } from '../files/safetensors.ts'
import { elementCount } from '../files/safetensorsHeader.ts'
import { writeSafetensors, type TensorSource, type WrittenDtype } from '../files/safetensorsWriter.ts'
import { Session } from '../runtime/session.ts'
import { pack } from '../tokens/pack.ts'
import { batchFeeds } from './feeds.ts'
import { openMethod, readRunFile, type Method, type RunFile } from './method.ts'

let folder: string
let model: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-method-'))
  model = join(folder, 'model')
  await writeTinyBert(model)
})
afterAll(() => rm(folder, { recursive: true }))

const file = (tuning = 'head'): RunFile => ({
  version: 1,
  spec: runSpec.parse({
    dataset: 'd',
    model: 'm',
    tuning: { id: tuning },
    objective: { id: 'classify', options: { balance: false, classWeights: {}, labelSmoothing: 0 } },
  }),
  labels: ['a', 'b', 'c'],
  counts: [],
  pairs: false,
  dataset: { name: 'd', hash: '0' },
})

/** The model with its tensors changed by `change`, which drops one with null, and `more` beside them. */
async function changed(
  name: string,
  change: (tensor: TensorSource) => TensorSource | null,
  more: readonly TensorSource[] = [],
): Promise<string> {
  const to = join(folder, name)
  await cp(model, to, { recursive: true })
  const from = await openSafetensors(join(model, 'model.safetensors'))
  const tensors = [...more]
  for (const [tensor, { shape }] of from.tensors) {
    const data = new Float32Array(elementCount(shape))
    await from.readInto(tensor, data)
    const kept = change({ name: tensor, shape, data })
    if (kept) tensors.push(kept)
  }
  await from.close()
  await writeSafetensors(join(to, 'model.safetensors'), tensors)
  return to
}

async function logits(folder: string): Promise<number[]> {
  const method = await openMethod(folder, file())
  const graph = method.evaluationGraph()
  const { tensors } = await method.load(graph.parameters.values(), [])
  const session = await Session.create(graph, { device: 'cpu', threads: 1 })
  const rows = [{ ids: [2, 80, 90, 100, 3] }, { ids: [2, 77, 3] }]
  const feeds = { ...tensors, ...batchFeeds(pack(rows)) }
  return [...((await session.run(feeds, { logits: null }))['logits']!.data as Float32Array)]
}

const trained = (method: Method): string[] => method.trainingGraph().trained.map((p) => p.value.name)

test('names without the prefix, and the old names of layer norms, are the same weights', async () => {
  const expected = await logits(model)
  expect(new Set(expected).size).toBe(6)
  const bare = await changed('bare', (t) => ({ ...t, name: t.name.replace(/^bert\./, '') }))
  expect(await logits(bare)).toEqual(expected)
  const old = await changed('old', (t) => ({
    ...t,
    name: t.name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'),
  }))
  expect(await logits(old)).toEqual(expected)
  const both = await changed('both', (t) => ({
    ...t,
    name: t.name
      .replace(/^bert\./, '')
      .replace('LayerNorm.weight', 'LayerNorm.gamma')
      .replace('LayerNorm.bias', 'LayerNorm.beta'),
  }))
  expect(await logits(both)).toEqual(expected)
})

for (const [dtype, tolerance] of [
  ['F16', 2e-3],
  ['BF16', 2e-2],
] as const)
  test(`${dtype} weights give nearly the same logits`, async () => {
    const expected = await logits(model)
    const half = await logits(await changed(dtype, (t) => ({ ...t, dtype: dtype satisfies WrittenDtype })))
    const size = Math.max(...expected.map(Math.abs))
    const worst = Math.max(...half.map((x, i) => Math.abs(x - expected[i]!)))
    expect(worst / size).toBeLessThan(tolerance)
    expect(half).not.toEqual(expected)
  })

test('a checkpoint without a pooler gets a new one, which is trained with the head', async () => {
  const without = await changed('pooler', (t) => (t.name.includes('pooler') ? null : t))
  const method = await openMethod(without, file())
  expect(trained(method).sort()).toEqual([
    'bert.pooler.dense.bias',
    'bert.pooler.dense.weight',
    'classifier.bias',
    'classifier.weight',
  ])
  const { graph } = method.trainingGraph()
  const { tensors } = await method.load(graph.parameters.values(), [])
  const pooler = tensors['bert.pooler.dense.weight']!.data as Float32Array
  const deviation = Math.sqrt(pooler.reduce((s, x) => s + x * x, 0) / pooler.length)
  expect(deviation).toBeGreaterThan(0.018)
  expect(deviation).toBeLessThan(0.022)
  expect(trained(await openMethod(model, file())).sort()).toEqual(['classifier.bias', 'classifier.weight'])
})

test('full fine-tuning trains every weight that the logits depend on, and not the language-model head', async () => {
  const method = await openMethod(model, file('full'))
  const names = trained(method)
  expect(names).toContain('bert.embeddings.word_embeddings.weight')
  expect(names.filter((n) => n.startsWith('cls.'))).toEqual([])
  expect(method.parameters.trainable).toBe(method.parameters.total)
})

test('a head that was trained for the same classes goes on; one for others starts anew, whatever its size', async () => {
  const head = Float32Array.from({ length: 3 * 32 }, (_, i) => i)
  const tuned = await changed('tuned', (t) => t, [
    { name: 'classifier.weight', shape: [3, 32], data: head },
    { name: 'classifier.bias', shape: [3], data: Float32Array.of(1, 2, 3) },
  ])
  const config = JSON.parse(await readFile(join(tuned, 'config.json'), 'utf8')) as object
  const headOf = async (labels: string[], id2label: object): Promise<number[]> => {
    await writeFile(join(tuned, 'config.json'), JSON.stringify({ ...config, id2label }))
    const method = await openMethod(tuned, { ...file(), labels })
    expect(trained(method)).toEqual(expect.arrayContaining(['classifier.weight', 'classifier.bias']))
    const { tensors: loaded } = await method.load(method.evaluationGraph().parameters.values(), [])
    return [...(loaded['classifier.weight']!.data as Float32Array)]
  }
  expect(await headOf(['a', 'b', 'c'], { 0: 'a', 1: 'b', 2: 'c' })).toEqual([...head])
  for (const other of [{ 0: 'b', 1: 'a', 2: 'c' }, { 0: 'LABEL_0', 1: 'LABEL_1', 2: 'LABEL_2' }, {}])
    expect(Math.max(...(await headOf(['a', 'b', 'c'], other)))).toBeLessThan(1)
  expect(await headOf(['a', 'b'], { 0: 'a', 1: 'b', 2: 'c' })).toHaveLength(2 * 32)
})

test('a new head for numbers begins at their mean, as its exits do; one that the checkpoint has is left alone', async () => {
  const scorer = await changed('scorer', (t) => t, [
    { name: 'classifier.weight', shape: [1, 32], data: new Float32Array(32) },
    { name: 'classifier.bias', shape: [1], data: Float32Array.of(7) },
  ])
  const config = JSON.parse(await readFile(join(scorer, 'config.json'), 'utf8')) as object
  const told = { id2label: { 0: 'LABEL_0' }, problem_type: 'regression' }
  await writeFile(join(scorer, 'config.json'), JSON.stringify({ ...config, ...told }))
  const biases = async (folder: string): Promise<number[]> => {
    const classes = file('full')
    const spec = { ...classes.spec, objective: { id: 'regress', options: {} } }
    const exit = { id: 'joint', options: { certainty: true } }
    const numbers: RunFile = {
      ...classes,
      spec: { ...spec, exit },
      labels: [],
      numbers: { mean: 2.5, least: 0, most: 5 },
    }
    const method = await openMethod(folder, numbers)
    const { tensors } = await method.load(method.trainingGraph().graph.parameters.values(), [])
    const names = ['classifier.bias', 'exits.0.classifier.bias', 'exits.certainty.bias']
    return names.map((name) => (tensors[name]!.data as Float32Array)[0]!)
  }
  expect(await biases(model)).toEqual([2.5, 2.5, 0])
  expect(await biases(scorer)).toEqual([7, 7, 0])
})

test('a language model whose checkpoint has no head for words says that it learns one', async () => {
  const bare = await changed('headless', (t) => (t.name.startsWith('cls.') ? null : t))
  const language = file('full')
  const masked: RunFile = {
    ...language,
    spec: { ...language.spec, objective: { id: 'maskedLm', options: { share: 0.15, wholeWords: false } } },
  }
  expect((await openMethod(bare, masked)).warnings).toEqual([
    expect.stringContaining('learns one from nothing'),
  ])
  expect((await openMethod(model, masked)).warnings).toEqual([])
  expect((await openMethod(bare, language)).warnings).toEqual([])
})

test('a missing weight of the encoder is named', async () => {
  const name = 'bert.encoder.layer.1.attention.self.key.weight'
  const broken = await changed('missing', (t) => (t.name === name ? null : t))
  await expect(openMethod(broken, file())).rejects.toMatchObject({
    code: 'tensor',
    message: expect.stringContaining(`model.safetensors has no weight called ${name}`),
  })
})

test('a weight of another shape is named with both shapes', async () => {
  const name = 'bert.encoder.layer.0.output.dense.bias'
  const broken = await changed('shape', (t) =>
    t.name === name ? { ...t, shape: [16], data: new Float32Array(16) } : t,
  )
  const method = await openMethod(broken, file())
  await expect(method.load(method.evaluationGraph().parameters.values(), [])).rejects.toMatchObject({
    code: 'tensor',
    message: expect.stringMatching(/0\.output\.dense\.bias in .* has the shape \[16\].*asks for \[32\]/),
  })
})

test('a family, a config value and an activation that Lathe does not know; without a family it is BERT', async () => {
  const config = JSON.parse(await readFile(join(model, 'config.json'), 'utf8')) as object
  const other = await changed('config', (t) => t)
  const refused = async (values: object, message: RegExp): Promise<void> => {
    await writeFile(join(other, 'config.json'), JSON.stringify({ ...config, ...values }))
    await expect(openMethod(other, file())).rejects.toMatchObject({
      code: 'model',
      message: expect.stringMatching(message),
    })
  }
  const { model_type: _, ...unnamed } = config as { model_type: string }
  await writeFile(join(other, 'config.json'), JSON.stringify(unnamed))
  expect((await openMethod(other, file())).model.family).toBe('bert')
  await refused({ model_type: 'mamba' }, /of the family "mamba". Lathe knows bert/)
  await refused({ hidden_size: 'wide' }, /config\.json has a wrong hidden_size/)
  await refused({ num_attention_heads: 5 }, /has a wrong num_attention_heads: it must divide hidden_size/)
  await refused({ hidden_act: 'swish' }, /activation "swish" is not known. Lathe knows gelu, gelu_new/)
  await writeFile(join(other, 'config.json'), '{')
  await expect(openMethod(other, file())).rejects.toMatchObject({ code: 'model' })
})

test('a run whose run.json is missing or damaged says so', async () => {
  await expect(readRunFile(folder)).rejects.toMatchObject({ code: 'run' })
  await writeFile(join(folder, 'run.json'), '{"version": 1}')
  await expect(readRunFile(folder)).rejects.toMatchObject({
    code: 'run',
    message: expect.stringContaining('run.json cannot be read'),
  })
})

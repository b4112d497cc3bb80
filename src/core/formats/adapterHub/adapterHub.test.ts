// AdapterHub's folder: names, configurations, and what it cannot say. parity/adapterhub_check.py loads it with the package.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { goldenFolder, readGolden, readGoldenTensors } from '../../../testing/golden.ts'
import { temporaryFolder } from '../../data/testing.ts'
import { openSafetensors } from '../../files/safetensors.ts'
import type { TensorSource } from '../../files/safetensorsWriter.ts'
import type { Model } from '../../models/family.ts'
import { withHead } from '../../models/heads.ts'
import { openModel } from '../../models/open.ts'
import { adapter } from '../../tuning/adapter.ts'
import { openAdapterFolder } from '../imports/adapterFolder.ts'
import type { AdapterOptions } from './bottleneck.ts'
import { adapterHubFiles } from './files.ts'
import { readAdapterHub } from './read.ts'
import { writeAdapterHub } from './write.ts'

const folder = temporaryFolder()
const labels = ['north', 'east', 'south', 'west']

async function golden(
  family: string,
  file: string,
): Promise<{ model: Model; options: AdapterOptions; trained: TensorSource[] }> {
  const { adapterCases } = await readGolden(family)
  const { choice } = adapterCases.find((one) => one.file === `${file}.safetensors`)!
  const tensors = await readGoldenTensors(family, `${file}.safetensors`)
  const trained = [...tensors].flatMap(([name, tensor]) =>
    name.startsWith('initial/') ? [{ name: name.slice('initial/'.length), ...tensor }] : [],
  )
  const options = adapter.schema.parse(choice.options)
  return { model: await openModel(goldenFolder(family)), options, trained }
}

const json = async (name: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(join(folder, name), 'utf8')) as Record<string, unknown>

async function names(name: string): Promise<string[]> {
  const file = await openSafetensors(join(folder, name))
  await file.close()
  return [...file.tensors.keys()].sort()
}

const parts = ['adapter_down.0.bias', 'adapter_down.0.weight', 'adapter_up.bias', 'adapter_up.weight']
const layers = (place: (layer: number) => string): string[] =>
  [0, 1].flatMap((layer) => parts.map((part) => `${place(layer)}.adapters.lathe.${part}`))

test.each([
  ['bert', 'pfeiffer', [(i: number) => `bert.encoder.layer.${i}.output`], [1]],
  [
    'roberta',
    'houlsby',
    [
      (i: number) => `roberta.encoder.layer.${i}.attention.output`,
      (i: number) => `roberta.encoder.layer.${i}.output`,
    ],
    [1, 4],
  ],
  [
    'distilbert',
    'houlsby',
    [
      (i: number) => `distilbert.transformer.layer.${i}.attention_adapters`,
      (i: number) => `distilbert.transformer.layer.${i}.output_adapters`,
    ],
    [1, 4],
  ],
  ['gpt2', 'parallel', [(i: number) => `transformer.h.${i}.output_adapters`], [1]],
] as const)(
  '%s: names and configurations of %s, and the same when read again',
  async (family, kind, places, heads) => {
    const { model, options, trained } = await golden(
      family,
      `classify.adapter${kind[0]!.toUpperCase()}${kind.slice(1)}`,
    )
    await writeAdapterHub(folder, 'someone/base', model, options, trained, labels)
    expect(await names(adapterHubFiles.weights)).toEqual(places.flatMap((place) => layers(place)).sort())
    const bias = model.head.bias ? ['bias'] : []
    expect(await names(adapterHubFiles.headWeights)).toEqual(
      heads.flatMap((at) => [...bias, 'weight'].map((part) => `heads.lathe.${at}.${part}`)),
    )
    const written = await readFile(join(folder, adapterHubFiles.config), 'utf8')
    expect(JSON.parse(written)).toMatchObject({
      model_name: 'someone/base',
      model_type: family,
      version: 'adapters.1.2.0',
      config: {
        mh_adapter: kind === 'houlsby',
        is_parallel: kind === 'parallel',
        original_ln_before: kind === 'pfeiffer',
        non_linearity: { pfeiffer: 'relu', houlsby: 'swish', parallel: 'gelu_new' }[kind],
      },
    })
    // The package takes an integer for the name of another kind of scaling.
    expect(written).toContain(`"scaling": ${{ pfeiffer: '1.0', houlsby: '2.0', parallel: '4.0' }[kind]},`)
    expect(await json(adapterHubFiles.headConfig)).toMatchObject({
      config: {
        num_labels: 4,
        label2id: { north: 0, west: 3 },
        layers: heads.length,
        use_pooler: family === 'bert',
      },
    })
    const read = await readAdapterHub(await openAdapterFolder(folder))
    expect(new Set(read.weights.tensors.keys())).toEqual(new Set(trained.map(({ name }) => name)))
    expect(read).toMatchObject({ baseModel: 'someone/base', labels, head: 'own' })
    expect(read.tuning(model)).toMatchObject({
      id: 'adapter',
      options: { kind, reductionFactor: options.reductionFactor },
    })
    const up = trained.find(({ name }) => name.endsWith('adapter_up.weight'))!
    const values = new Float32Array((up.data as Float32Array).length)
    await read.weights.readInto(up.name, values)
    expect(values).toEqual(up.data)
    await read.weights.close()
  },
)

test('a pooler that was trained goes along as the first layer of the head', async () => {
  const { model, options, trained } = await golden('bert', 'classify.adapterPfeiffer')
  const pooler = ['weight', 'bias'].map((kind) => ({
    name: `bert.pooler.dense.${kind}`,
    shape: kind === 'bias' ? [32] : [32, 32],
    data: new Float32Array(kind === 'bias' ? 32 : 32 * 32),
  }))
  await writeAdapterHub(folder, 'base', model, options, [...trained, ...pooler], labels)
  expect(await json(adapterHubFiles.headConfig)).toMatchObject({
    config: { layers: 2, activation_function: 'tanh', use_pooler: false },
  })
  expect(await names(adapterHubFiles.headWeights)).toEqual([
    'heads.lathe.1.bias',
    'heads.lathe.1.weight',
    'heads.lathe.4.bias',
    'heads.lathe.4.weight',
  ])
})

test('what the package does not know or does otherwise is refused in one sentence', async () => {
  const { model, options, trained } = await golden('bert', 'classify.adapterPfeiffer')
  const write = async (to: Model, given = options, tensors = trained): Promise<void> =>
    writeAdapterHub(folder, 'base', to, given, tensors, labels)
  await expect(write(await openModel(goldenFolder('modernbert')))).rejects.toMatchObject({
    code: 'export',
    message: expect.stringContaining('no adapters for models of the family "modernbert". Choose ONNX.'),
  })
  const albert = await openModel(goldenFolder('albert'))
  await expect(write(albert, { ...options, kind: 'houlsby' })).rejects.toMatchObject({ code: 'export' })
  const stray = { name: 'bert.embeddings.LayerNorm.weight', shape: [1], data: new Float32Array(1) }
  await expect(write(model, options, [...trained, stray])).rejects.toMatchObject({
    code: 'export',
    message: expect.stringContaining('no place for it'),
  })
})

test('a head that is not the family’s own leaves as it is', async () => {
  const { model, options, trained } = await golden('roberta', 'classify.adapterHoulsby')
  const adapters = trained.filter(({ name }) => name.includes('adapter_'))
  const last = (size: number[]): TensorSource[] =>
    ['weight', 'bias'].map((part, i) => ({
      name: `classifier.out_proj.${part}`,
      shape: size.slice(0, 2 - i),
      data: new Float32Array(size[0]! * (i === 0 ? size[1]! : 1)),
    }))
  const tensors = [...adapters, ...last([4, 32])]
  await writeAdapterHub(folder, 'base', withHead(model, 'linear'), options, tensors, labels)
  expect(await json(adapterHubFiles.headConfig)).toMatchObject({
    config: { layers: 1, activation_function: null, use_pooler: false },
  })
  const read = await readAdapterHub(await openAdapterFolder(folder))
  expect(read.head).toBe('linear')
  expect([...read.weights.tensors.keys()]).toContain('classifier.out_proj.weight')
  await read.weights.close()
})

// AdapterHub's folder: names, configurations, and what it cannot say. parity/adapterhub_check.py loads it with the package.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { goldenFolder, readGolden, readGoldenTensors } from '../../testing/golden.ts'
import { temporaryFolder } from '../data/testing.ts'
import { openSafetensors } from '../files/safetensors.ts'
import type { TensorSource } from '../files/safetensorsWriter.ts'
import type { Model } from '../models/family.ts'
import { openModel } from '../models/open.ts'
import { adapter } from '../tuning/adapter.ts'
import { adapterHubFiles, readAdapterHub, writeAdapterHub, type AdapterOptions } from './adapterHub.ts'

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
    const read = await readAdapterHub(folder, model)
    expect(new Set([...read.weights.tensors.keys(), ...read.head.tensors.keys()])).toEqual(
      new Set(trained.map(({ name }) => name)),
    )
    expect(read.options).toMatchObject({ kind, reductionFactor: options.reductionFactor })
    const up = trained.find(({ name }) => name.endsWith('adapter_up.weight'))!
    const values = new Float32Array((up.data as Float32Array).length)
    await read.weights.readInto(up.name, values)
    expect(values).toEqual(up.data)
    await read.weights.close()
    await read.head.close()
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

test('a folder of another method is not taken for one of the three', async () => {
  const { model, options, trained } = await golden('bert', 'classify.adapterPfeiffer')
  await writeAdapterHub(folder, 'base', model, options, trained, labels)
  const known = (await json(adapterHubFiles.config)) as { config: object }
  for (const other of [
    { architecture: 'prefix_tuning' },
    { ln_before: true },
    { mh_adapter: true },
    { original_ln_after: false },
    { residual_before_ln: 'post_add' },
    { scaling: 'learned' },
    { non_linearity: 'leakyrelu' },
    { phm_layer: true },
    { leave_out: [0] },
  ]) {
    const config = { ...known, config: { ...known.config, ...other } }
    await writeFile(join(folder, adapterHubFiles.config), JSON.stringify(config))
    await expect(readAdapterHub(folder, model), JSON.stringify(other)).rejects.toMatchObject({
      code: 'export',
    })
  }
})

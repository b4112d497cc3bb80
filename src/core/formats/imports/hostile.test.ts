// Adapter folders that are wrong, incomplete or meant to harm: refused with the reason, and nothing of them stays.
import { cp, mkdir, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { LabErrorCode } from '../../../shared/labError.ts'
import { goldenFolder, readGoldenTensors, type GoldenTensor } from '../../../testing/golden.ts'
import { temporaryFolder } from '../../data/testing.ts'
import { writeSafetensors } from '../../files/safetensorsWriter.ts'
import { importAdapter, lookAtAdapter } from './importAdapter.ts'

const root = temporaryFolder()
const weightsFile = 'adapter_model.safetensors'
const query = 'base_model.model.bert.encoder.layer.0.attention.self.query'
let count = 0
let folder: string
let golden: string
beforeEach(async () => {
  folder = join(root, `adapter ${++count}`)
  await take('lora')
})

/** Puts another golden adapter in the place of LoRA's. */
async function take(name: string): Promise<void> {
  golden = name
  await cp(goldenFolder(join('peft', name)), folder, { recursive: true })
}

const config = async (change: object): Promise<void> => {
  const path = join(folder, 'adapter_config.json')
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...change }))
}

type Tensors = Map<string, GoldenTensor>
async function tensors(change: (tensors: Tensors) => void): Promise<void> {
  const all = new Map(await readGoldenTensors('peft', join(golden, weightsFile)))
  change(all)
  await writeSafetensors(
    join(folder, weightsFile),
    [...all].map(([name, tensor]) => ({ name, ...tensor })),
  )
}
const resize = (all: Tensors, name: string, shape: number[]): void => {
  all.set(name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b)) })
}
const poison =
  (value: number, name = `${query}.lora_B.weight`) =>
  (all: Tensors) => {
    const tensor = all.get(name)!
    const data = tensor.data.slice()
    data[5] = value
    all.set(name, { ...tensor, data })
  }
const prompts = 'prompt_embeddings'
/** Another adapter than LoRA, harmed. */
const of = (name: string, harm: () => Promise<void>) => async (): Promise<void> => {
  await take(name)
  await harm()
}

/** A header's announced length, and nothing behind it. */
const header = async (bytes: bigint): Promise<void> =>
  writeFile(join(folder, weightsFile), new Uint8Array(new BigUint64Array([bytes]).buffer))

/** What is wrong, how it comes to be, and the error; the base is BERT unless another one is named. */
const wrong: readonly [string, () => Promise<void>, LabErrorCode, RegExp, string?][] = [
  ['no adapter', () => rm(join(folder, 'adapter_config.json')), 'file', /has no adapter_config\.json/],
  [
    'adapters in folders below',
    async () => {
      await cp(goldenFolder('peft/lora'), join(folder, 'second'), { recursive: true })
      await rm(join(folder, 'adapter_config.json'))
    },
    'file',
    /Choose one of the folders in it: second/,
  ],
  ['no JSON', () => writeFile(join(folder, 'adapter_config.json'), '{'), 'file', /not readable JSON/],
  [
    'a huge config',
    () => truncate(join(folder, 'adapter_config.json'), 2 ** 33),
    'file',
    /not readable JSON/,
  ],
  ['an unknown type', () => config({ peft_type: 'LOKR' }), 'method', /type LOKR\. Lathe reads LORA/],
  ['a type from the prototype', () => config({ peft_type: 'constructor' }), 'method', /type constructor/],
  ['a task of other models', () => config({ task_type: 'SEQ_2_SEQ_LM' }), 'method', /SEQ_2_SEQ_LM/],
  ['a setting that is not known', () => config({ corda_config: { x: 1 } }), 'method', /corda_config/],
  [
    'a start that changed the base',
    () => config({ init_lora_weights: 'pissa' }),
    'file',
    /init_lora_weights/,
  ],
  ['trained biases', () => config({ bias: 'all' }), 'file', /wrong bias/],
  [
    'ranks by a pattern that is a program of its own',
    () => config({ rank_pattern: { '(a+)+query': 4 } }),
    'file',
    /wrong rank_pattern: Lathe reads names of layers/,
  ],
  [
    'a rank for a layer that has another',
    () => config({ rank_pattern: { query: 2 } }),
    'tensor',
    /query.* has the rank 4, and adapter_config\.json says r = 2/,
  ],
  [
    'a scale of 0',
    () => config({ alpha_pattern: { query: 0 } }),
    'file',
    /wrong alpha_pattern\.query: it must be more than 0/,
  ],
  ['a rank that is no number', () => config({ r: 'eight' }), 'file', /wrong r:/],
  ['another rank', () => config({ r: 8 }), 'tensor', /rank 4, and adapter_config\.json says r = 8/],
  ['no weights', () => rm(join(folder, weightsFile)), 'file', /There is no file .*safetensors/],
  [
    'only a pickle',
    () => rename(join(folder, weightsFile), join(folder, 'adapter_model.bin')),
    'file',
    /pickle.*can run any program.*save_pretrained/,
  ],
  ['a header of 10 GB', () => header(10n ** 10n), 'file', /announces a header of 10000000000/],
  ['a header beyond all files', () => header(2n ** 63n), 'file', /announces a header/],
  ['a file cut off', () => truncate(join(folder, weightsFile), 900), 'file', /cut off/],
  [
    'a missing matrix',
    () => tensors((all) => all.delete(`${query}.lora_A.weight`)),
    'tensor',
    /lacks "bert\.encoder\.layer\.0\.attention\.self\.query\.lora_A\.weight"/,
  ],
  [
    'no classifier',
    () =>
      tensors((all) => {
        for (const part of ['weight', 'bias']) all.delete(`base_model.model.classifier.${part}`)
      }),
    'tensor',
    /its classifier was not saved/,
  ],
  [
    'a classifier without its bias',
    () => tensors((all) => all.delete('base_model.model.classifier.bias')),
    'tensor',
    /lacks "classifier\.bias"/,
  ],
  [
    'something else beside',
    () => tensors((all) => resize(all, 'base_model.model.bert.pooler.dense.weight', [32, 32])),
    'tensor',
    /holds "bert\.pooler\.dense\.weight".*merge_and_unload/,
  ],
  [
    'a layer that the model does not have',
    () =>
      tensors((all) => {
        resize(all, 'base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight', [4, 32])
        resize(all, 'base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight', [32, 4])
      }),
    'tensor',
    /changes "model\.layers\.0\.self_attn\.q_proj".*it has attention\.self\.query/,
  ],
  [
    'the sizes of another base model',
    () => tensors((all) => resize(all, `${query}.lora_A.weight`, [4, 768])),
    'tensor',
    /shape \[4, 768\], and this model needs \[4, 32\].*names "lathe-golden\/bert"/,
  ],
  ['NaN', () => tensors(poison(Number.NaN)), 'tensor', /holds NaN at position 5/],
  ['infinity', () => tensors(poison(Number.POSITIVE_INFINITY)), 'tensor', /holds Infinity at position 5/],
  [
    'a link out of the folder',
    async () => {
      await rename(join(folder, weightsFile), join(root, 'elsewhere.safetensors'))
      await symlink(join(root, 'elsewhere.safetensors'), join(folder, weightsFile))
    },
    'file',
    /is a link to a file elsewhere/,
  ],
  [
    'a folder in place of the weights',
    async () => {
      await rm(join(folder, weightsFile))
      await mkdir(join(folder, weightsFile))
    },
    'file',
    /There is no file/,
  ],
  [
    'DoRA without its lengths',
    () => config({ use_dora: true }),
    'tensor',
    /lacks "bert.*query\.lora_magnitude_vector"/,
  ],
  [
    'lengths that the config does not know of',
    of('dora', () => config({ use_dora: false })),
    'tensor',
    /holds "roberta.*lora_magnitude_vector".*\(LoRA of PEFT\).*merge_and_unload/,
    'roberta',
  ],
  [
    'a vector of another size',
    of('ia3', () => tensors((all) => resize(all, `${query.replace('query', 'key')}.ia3_l`, [64, 1]))),
    'tensor',
    /shape \[64\], and this model needs \[32\]/,
  ],
  [
    'a vector that is a matrix',
    of('ia3', () => tensors((all) => resize(all, `${query.replace('query', 'key')}.ia3_l`, [8, 4]))),
    'tensor',
    /shape \[8, 4\], and this model needs \[32\]/,
  ],
  [
    'a vector for a layer that the model does not have',
    of('ia3', () =>
      tensors((all) => resize(all, 'base_model.model.bert.encoder.layer.9.key.ia3_l', [32, 1])),
    ),
    'tensor',
    /changes "bert\.encoder\.layer\.9\.key"/,
  ],
  [
    'no vectors',
    of('ia3', () =>
      tensors((all) => [...all.keys()].forEach((name) => name.endsWith('ia3_l') && all.delete(name))),
    ),
    'tensor',
    /holds no vectors of \(IA\)³/,
  ],
  [
    'another number of virtual tokens',
    of('prompt', () => config({ num_virtual_tokens: 5 })),
    'tensor',
    /has 3 virtual tokens, and adapter_config\.json says num_virtual_tokens = 5/,
  ],
  [
    'no virtual tokens',
    of('prompt', () => tensors((all) => all.delete(prompts))),
    'tensor',
    /lacks "prompt_embeddings"/,
  ],
  [
    'a prompt of another width',
    of('prompt', () => tensors((all) => resize(all, prompts, [3, 768]))),
    'tensor',
    /shape \[3, 768\], and this model needs \[3, 32\].*names "lathe-golden\/bert"/,
  ],
  [
    'a prompt for an encoder and a decoder',
    of('prompt', () => config({ num_transformer_submodules: 2 })),
    'file',
    /wrong num_transformer_submodules/,
  ],
  [
    'more virtual tokens than the model reads',
    of('prompt', async () => {
      await config({ num_virtual_tokens: 30 })
      await tensors((all) => resize(all, prompts, [30, 32]))
    }),
    'option',
    /reads at most 32 tokens, so 30 virtual ones leave no room/,
  ],
  [
    'NaN in a prompt',
    of('prompt', () => tensors(poison(Number.NaN, prompts))),
    'tensor',
    /holds NaN at position 5/,
  ],
  [
    'a prompt with something else beside',
    of('prompt', () => tensors((all) => resize(all, 'base_model.bert.pooler.dense.weight', [32, 32]))),
    'tensor',
    /holds "bert\.pooler\.dense\.weight".*\(Soft prompt of PEFT\).*Train it again/,
  ],
  [
    'a prefix for more layers',
    of('prefix', () => config({ num_layers: 24 })),
    'tensor',
    /for 24 layers with 2 heads of keys, and this model has 2 with 2/,
    'roberta',
  ],
  [
    'a prefix whose tensor has more layers',
    of('prefix', () => tensors((all) => resize(all, prompts, [3, 24 * 2 * 16]))),
    'tensor',
    /shape \[3, 768\], and this model needs \[3, 64\]/,
    'roberta',
  ],
  [
    'a prefix that says nothing of its layers',
    of('prefix', () => config({ num_layers: null })),
    'file',
    /wrong num_layers/,
    'roberta',
  ],
  [
    'a prefix without a head, as old versions of peft saved it',
    of('prefix', () =>
      tensors((all) => [...all.keys()].forEach((name) => name !== prompts && all.delete(name))),
    ),
    'tensor',
    /its classifier was not saved/,
    'roberta',
  ],
  [
    'a prefix for a model that has no place for one',
    of('prefix', async () => {}),
    'method',
    /Prefix tuning does not work with a deberta-v2 model/,
    'deberta-v2',
  ],
]

test.each(wrong)('%s', async (_what, harm, code, message, family = 'bert') => {
  await harm()
  const runFolder = join(root, `run ${count}`)
  await mkdir(runFolder)
  const importing = importAdapter(folder, runFolder, {
    name: '',
    model: 'bert',
    modelFolder: await base(family),
  })
  await expect(importing).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  expect(await readdir(runFolder)).toEqual([])
})

test('the name of a base model is a name, wherever it points', async () => {
  await config({ base_model_name_or_path: '../../../etc' })
  expect(await lookAtAdapter(folder)).toMatchObject({ baseModel: '../../../etc' })
  const runFolder = join(root, 'named')
  await mkdir(runFolder)
  const wish = { name: '', model: 'bert', modelFolder: await base() }
  expect(await importAdapter(folder, runFolder, wish)).toMatchObject({ spec: { model: 'bert' } })
})

test('a snapshot in the Hugging Face cache, whose files are links to the blobs beside it, is no trick', async () => {
  const repo = join(root, 'models--someone--adapter')
  const snapshot = join(repo, 'snapshots', 'abc')
  await cp(folder, join(repo, 'blobs'), { recursive: true })
  await mkdir(snapshot, { recursive: true })
  for (const name of await readdir(folder))
    await symlink(join('..', '..', 'blobs', name), join(snapshot, name))
  expect(await lookAtAdapter(snapshot)).toMatchObject({ kind: 'LoRA of PEFT' })
})

/** A golden model with a tokenizer. */
async function base(family = 'bert'): Promise<string> {
  const to = join(root, family)
  await cp(goldenFolder('tokenizers/bert'), to, { recursive: true })
  for (const name of ['config.json', 'model.safetensors'])
    await cp(join(goldenFolder(family), name), join(to, name))
  return to
}

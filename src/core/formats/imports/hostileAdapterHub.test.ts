// Folders of AdapterHub that are wrong, incomplete or meant to harm: refused with the reason, and nothing of them stays.
import { cp, mkdir, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { LabErrorCode } from '../../../shared/labError.ts'
import { goldenFolder, readGoldenTensors, type GoldenTensor } from '../../../testing/golden.ts'
import { goldenBase } from '../../../testing/goldenRun.ts'
import { temporaryFolder } from '../../data/testing.ts'
import { writeSafetensors } from '../../files/safetensorsWriter.ts'
import { importAdapter } from './importAdapter.ts'

const root = temporaryFolder()
const adapter = 'adapter.safetensors'
const head = 'model_head.safetensors'
const up = 'bert.encoder.layer.0.output.adapters.theirs.adapter_up.weight'
let count = 0
let folder: string
beforeEach(async () => {
  folder = join(root, String(++count), 'adapter')
  await cp(goldenFolder('adapterhub/bertTwoLayers'), folder, { recursive: true })
})

type Json = Record<string, unknown>
async function edit(name: string, change: (json: Json) => object): Promise<void> {
  const path = join(folder, name)
  await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')) as Json)))
}
const whole = (change: object) => async () => edit('adapter_config.json', (json) => ({ ...json, ...change }))
/** Changes what is under "config". */
const inside = (name: string, change: object) => async () =>
  edit(name, (json) => ({ ...json, config: { ...(json['config'] as Json), ...change } }))
const bottleneck = (change: object) => inside('adapter_config.json', change)
const flex = (change: object) => inside('head_config.json', change)

type Tensors = Map<string, GoldenTensor>
const tensors = (name: string, change: (tensors: Tensors) => void) => async (): Promise<void> => {
  const all = new Map(await readGoldenTensors('adapterhub', join('bertTwoLayers', name)))
  change(all)
  await writeSafetensors(
    join(folder, name),
    [...all].map(([key, tensor]) => ({ name: key, ...tensor })),
  )
}
const resize = (name: string, shape: number[]) => (all: Tensors) => {
  all.set(name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b)) })
}
const poison = (value: number) => (all: Tensors) => {
  const tensor = all.get(up)!
  all.set(up, { ...tensor, data: tensor.data.map((x, i) => (i === 5 ? value : x)) })
}

const wrong: readonly [string, () => Promise<void>, LabErrorCode, RegExp][] = [
  // Configurations of the package that are other methods
  [
    'prefix tuning',
    bottleneck({ architecture: 'prefix_tuning' }),
    'method',
    /describes "prefix_tuning" of AdapterHub/,
  ],
  ['two at once', bottleneck({ architecture: 'union', configs: [] }), 'method', /"union"/],
  ['a norm before', bottleneck({ ln_before: true }), 'method', /sets ln_before to true.*does not have/],
  ['a norm after', bottleneck({ ln_after: true }), 'method', /ln_after/],
  ['no norm of the model', bottleneck({ original_ln_after: false }), 'method', /original_ln_after to false/],
  [
    'another residual',
    bottleneck({ residual_before_ln: 'post_add' }),
    'method',
    /residual_before_ln to "post_add"/,
  ],
  ['a learned scale', bottleneck({ scaling: 'learned' }), 'method', /scaling to "learned"/],
  [
    'an unknown function',
    bottleneck({ non_linearity: 'leakyrelu' }),
    'method',
    /non_linearity to "leakyrelu"/,
  ],
  [
    'a function from the prototype',
    bottleneck({ non_linearity: 'constructor' }),
    'method',
    /to "constructor"/,
  ],
  ['a compacter', bottleneck({ phm_layer: true }), 'method', /phm_layer/],
  ['gates', bottleneck({ use_gating: true }), 'method', /use_gating/],
  ['layers left out', bottleneck({ leave_out: [0] }), 'method', /leave_out to \[0\]/],
  ['an invertible adapter', bottleneck({ inv_adapter: 'nice' }), 'method', /inv_adapter to "nice"/],
  [
    'a size for each layer',
    bottleneck({ reduction_factor: { 1: 8, default: 16 } }),
    'method',
    /reduction_factor/,
  ],
  ['a wider bottleneck', bottleneck({ reduction_factor: 0.5 }), 'method', /reduction_factor to 0\.5/],
  ['after attention alone', bottleneck({ output_adapter: false }), 'method', /output_adapter to false/],
  ['Pfeiffer after attention, too', bottleneck({ mh_adapter: true }), 'method', /mh_adapter to true/],
  ['a word of the future', bottleneck({ quantum: 'yes' }), 'method', /sets quantum to "yes"/],
  ['a word missing', bottleneck({ mh_adapter: undefined }), 'method', /does not set mh_adapter/],
  ['no configuration', whole({ config: null }), 'file', /its config is missing or wrong/],
  ['another family', whole({ model_type: 't5' }), 'method', /family "t5". Lathe reads adapters for bert/],
  ['a family from the prototype', whole({ model_type: 'constructor' }), 'method', /family "constructor"/],
  ['a base of another family', whole({ model_type: 'electra' }), 'method', /family "electra".*is of "bert"/],
  ['another name than its tensors', whole({ name: 'ours' }), 'tensor', /lacks "bert\.encoder/],
  // Heads
  ['a head for tokens', flex({ head_type: 'tagging' }), 'method', /head of the type tagging/],
  ['several labels at once', flex({ head_type: 'multilabel_classification' }), 'method', /multilabel/],
  ['a head of three layers', flex({ layers: 3 }), 'method', /sets layers to 3/],
  [
    'an unknown function in the head',
    flex({ activation_function: 'mish' }),
    'method',
    /activation_function to "mish"/,
  ],
  ['"own" for a function', flex({ activation_function: 'own' }), 'method', /activation_function to "own"/],
  ['two layers on the pooler', flex({ use_pooler: true }), 'method', /use_pooler to true/],
  ['no bias', flex({ bias: false }), 'method', /bias to false/],
  ['other outputs than weights', flex({ num_labels: 3 }), 'tensor', /has 4 rows.*num_labels = 3/],
  ['a wrong number of labels', flex({ num_labels: 'many' }), 'file', /wrong num_labels/],
  [
    'a static head of another task',
    async () =>
      edit('head_config.json', (json) => ({
        ...json,
        config: null,
        model_class: 'BertForTokenClassification',
      })),
    'method',
    /of a BertForTokenClassification\. Lathe reads heads of BertForSequenceClassification/,
  ],
  ['no head', () => removeHead(), 'file', /no head.*with_head=True/],
  [
    'a head beside it',
    async () => {
      await mkdir(join(root, String(count), 'their head'))
      for (const name of ['head_config.json', head])
        await rename(join(folder, name), join(root, String(count), 'their head', name))
    },
    'file',
    /There is a head in .*their head: if it belongs/,
  ],
  [
    'no weights of the head',
    () => rm(join(folder, head)),
    'file',
    /has no model_head\.safetensors.*pytorch_model_head\.bin/,
  ],
  [
    'a head without its last layer',
    tensors(head, (all) => all.delete('heads.theirs.4.weight')),
    'tensor',
    /lacks "heads\.theirs\.4\.weight"/,
  ],
  [
    'a head without a bias',
    tensors(head, (all) => all.delete('heads.theirs.4.bias')),
    'tensor',
    /lacks "classifier\.bias"/,
  ],
  // Weights
  [
    'only a pickle',
    () => rename(join(folder, adapter), join(folder, 'pytorch_adapter.bin')),
    'file',
    /pickle.*can run any program.*use_safetensors=True/,
  ],
  ['a header of 10 GB', () => header(10n ** 10n), 'file', /announces a header of 10000000000/],
  ['a header beyond all files', () => header(2n ** 63n), 'file', /announces a header/],
  ['a file cut off', () => truncate(join(folder, adapter), 900), 'file', /cut off/],
  [
    'a missing matrix',
    tensors(adapter, (all) => all.delete(up)),
    'tensor',
    /lacks "bert\.encoder\.layer\.0\.output\.dense\.adapter_up\.weight"/,
  ],
  [
    'the sizes of another base',
    tensors(adapter, resize(up, [768, 8])),
    'tensor',
    /shape \[768, 8\], and this model needs \[32, 8\]/,
  ],
  [
    'something else beside',
    tensors(adapter, resize('bert.pooler.dense.weight', [32, 32])),
    'tensor',
    /holds "bert\.pooler\.dense\.weight"/,
  ],
  [
    'a second tensor for one place',
    tensors(adapter, resize('bert.encoder.layer.0.output.dense.adapter_up.weight', [32, 8])),
    'tensor',
    /another tensor for the same place/,
  ],
  ['NaN', tensors(adapter, poison(Number.NaN)), 'tensor', /holds NaN at position 5/],
  ['infinity', tensors(adapter, poison(Number.NEGATIVE_INFINITY)), 'tensor', /holds -Infinity at position 5/],
  [
    'a link out of the folder',
    async () => {
      await rename(join(folder, head), join(root, 'elsewhere.safetensors'))
      await symlink(join(root, 'elsewhere.safetensors'), join(folder, head))
    },
    'file',
    /is a link to a file elsewhere/,
  ],
  [
    'a folder in place of the weights',
    async () => {
      await rm(join(folder, adapter))
      await mkdir(join(folder, adapter))
    },
    'file',
    /There is no file/,
  ],
]

/** A header's announced length, and nothing behind it. */
async function header(bytes: bigint): Promise<void> {
  await writeFile(join(folder, adapter), new Uint8Array(new BigUint64Array([bytes]).buffer))
}

async function removeHead(): Promise<void> {
  for (const name of ['head_config.json', head]) await rm(join(folder, name))
}

test.each(wrong)('%s', async (_what, harm, code, message) => {
  await harm()
  const runFolder = join(root, `run ${count}`)
  await mkdir(runFolder)
  const modelFolder = await goldenBase(root, 'bert')
  const importing = importAdapter(folder, runFolder, { name: '', model: 'bert', modelFolder })
  await expect(importing).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  expect(await readdir(runFolder)).toEqual([])
})

test('ALBERT after attention, where the package adapts something else, is refused', async () => {
  await whole({ model_type: 'albert' })()
  await bottleneck({ mh_adapter: true, original_ln_before: false })()
  const wish = { name: '', model: 'albert', modelFolder: goldenFolder('albert') }
  await expect(importAdapter(folder, join(root, 'none'), wish)).rejects.toMatchObject({
    code: 'method',
    message: expect.stringContaining('After ALBERT’s attention'),
  })
})

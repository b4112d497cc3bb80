// Every family goes on with its own pre-training, and leaves as a model that the next run starts from.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunPlace } from '../../shared/jobs.ts'
import type { RunSpecInput } from '../../shared/run.ts'
import { goldenFamilies, goldenFolder } from '../../testing/golden.ts'
import { makePlace } from '../../testing/runPlace.ts'
import { tinyFamilies, type TinyFamily } from '../../testing/tinyModel.ts'
import { resolveSpec } from '../catalog/resolveSpec.ts'
import { openModel } from '../models/open.ts'
import { planRun } from '../training/estimate.ts'
import { train } from '../training/train.ts'
import { importAdapter } from './imports/importAdapter.ts'
import { languageModelClass } from './languageModel/wholeModel.ts'
import { exportRun } from './exportRun.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-lm-families-'))
})
afterAll(() => rm(folder, { recursive: true }))

const io = { progress: () => {}, note: () => {}, stopRequested: () => false }
const causal = ['gpt2', 'llama', 'qwen2']

test.each(tinyFamilies)('%s', async (family) => {
  const objective = causal.includes(family)
    ? { id: 'causalLm' }
    : { id: 'maskedLm', options: { wholeWords: true } }
  const place = await makePlace(join(folder, family), {
    family,
    spec: {
      objective,
      tuning: { id: 'full' },
      split: { dev: 0.2 },
      training: { steps: 4, batch: 4, maxLength: 32, learningRate: 5e-3, evaluateEvery: 2 },
      device: 'cpu',
      threads: 1,
    },
  })
  const { result } = await train(place, io, false)
  expect(result.best?.step).toBe(4)
  const out = join(folder, family, 'out')
  const { check } = await exportRun(place, 'merged', out, result.scores, io.note)
  expect(check).toMatchObject({ rows: 16, same: 16 })
  const { languageModel } = await openModel(out)
  const { architectures } = JSON.parse(await readFile(join(out, 'config.json'), 'utf8')) as {
    architectures: string[]
  }
  expect(architectures[0]).toMatch(languageModel.kind === 'masked' ? /ForMaskedLM$/ : /LM(HeadModel)?$/)
  const spec = resolveSpec({ ...place.spec, objective: { id: 'classify' }, model: out })
  const next = { ...place, spec, modelFolder: out }
  expect((await planRun(next)).trainableParameters).toBeGreaterThan(0)
})

async function trained(
  family: TinyFamily,
  name: string,
  tuning: NonNullable<RunSpecInput['tuning']>,
): Promise<RunPlace> {
  const place = await makePlace(join(folder, name), {
    family,
    spec: {
      objective: { id: causal.includes(family) ? 'causalLm' : 'maskedLm' },
      tuning,
      split: { dev: 0 },
      training: { steps: 2, batch: 4, maxLength: 32, learningRate: 0.05 },
      device: 'cpu',
      threads: 1,
    },
  })
  await train(place, io, false)
  return place
}

const file = async (folder: string, name: string): Promise<string> => readFile(join(folder, name), 'utf8')
const json = async (folder: string, name: string): Promise<unknown> => JSON.parse(await file(folder, name))

const dora = { id: 'lora', options: { rank: 4, rsLora: true, dora: true, targets: ['output.dense'] } }
const bertClass = {
  base_model_class: 'BertForMaskedLM',
  parent_library: 'transformers.models.bert.modeling_bert',
}
test.each([
  ['bert', dora, { peft_type: 'LORA', task_type: null, auto_mapping: bertClass }],
  ['gpt2', { id: 'lora', options: {} }, { peft_type: 'LORA', task_type: 'CAUSAL_LM', auto_mapping: null }],
  ['llama', { id: 'ia3', options: {} }, { peft_type: 'IA3', task_type: 'CAUSAL_LM' }],
  [
    'qwen2',
    { id: 'prefix', options: { length: 3, reparameterise: true, mlpWidth: 8 } },
    { peft_type: 'PREFIX_TUNING', task_type: 'CAUSAL_LM' },
  ],
  [
    'roberta',
    { id: 'softPrompt', options: { length: 3 } },
    { peft_type: 'PROMPT_TUNING', task_type: 'FEATURE_EXTRACTION' },
  ],
] as const)(
  'what %s has learned by %j leaves for PEFT without a head, and comes back',
  async (family, tuning, wanted) => {
    const name = `${family} ${tuning.id}`
    const place = await trained(family, name, tuning)
    const out = join(folder, name, 'out')
    const { check } = await exportRun(place, 'peft', out, {}, io.note)
    expect(check).toMatchObject({ rows: 16, same: 16 })
    const config = await json(out, 'adapter_config.json')
    expect(config).toMatchObject({ ...wanted, modules_to_save: null })
    expect(await json(out, 'lathe.json')).toMatchObject({ labels: [], task: place.spec.objective.id })
    const auto = causal.includes(family) ? 'AutoModelForCausalLM' : 'AutoModelForMaskedLM'
    expect(await file(out, 'README.md')).toContain(`PeftModel.from_pretrained(${auto}.from_pretrained(base)`)

    const runFolder = join(folder, name, 'back')
    await mkdir(runFolder)
    const wish = { name: 'back', model: place.modelFolder, modelFolder: place.modelFolder }
    const { spec } = await importAdapter(out, runFolder, wish)
    expect(spec).toMatchObject({ objective: place.spec.objective, tuning: { id: tuning.id } })
    const again = join(folder, name, 'again')
    await exportRun({ ...place, spec, runFolder }, 'peft', again, {}, io.note)
    const weights = 'adapter_model.safetensors'
    expect(await readFile(join(again, weights))).toEqual(await readFile(join(out, weights)))
    expect(await json(again, 'adapter_config.json')).toEqual(config)
  },
)

test('a run that answers prompts leaves for PEFT as the language model that answers', async () => {
  const place = await makePlace(join(folder, 'cloze'), {
    family: 'roberta',
    spec: {
      objective: { id: 'cloze', options: { words: { good: 'so', bad: 'the' } } },
      tuning: { id: 'lora' },
      split: { dev: 0 },
      training: { steps: 2, maxLength: 32, learningRate: 0.05 },
      device: 'cpu',
      threads: 1,
    },
  })
  await train(place, io, false)
  const out = join(folder, 'cloze', 'out')
  const { check } = await exportRun(place, 'peft', out, {}, io.note)
  expect(check).toMatchObject({ rows: 16, same: 16 })
  expect(await json(out, 'adapter_config.json')).toMatchObject({ task_type: null, modules_to_save: null })
})

test.each([
  ['distilbert', 'prefix', 'peft', /takes no keys and values from outside.*train it with LoRA, or in full/],
  ['bert', 'adapter', 'adapterHub', /no place in an AdapterHub adapter.*train it with LoRA, or in full/],
  ['bert', 'lora', 'onnx', /is no classifier yet.*Choose a PEFT adapter or a merged model/],
  ['gpt2', 'full', 'peft', /no place in a PEFT adapter. Choose a merged model/],
] as const)('%s with %s does not leave as %s', async (family, id, format, message) => {
  const place = await trained(family, `no ${family} ${id}`, { id })
  const leaving = exportRun(place, format, join(folder, 'no'), {}, io.note)
  await expect(leaving).rejects.toMatchObject({ code: 'export', message: expect.stringMatching(message) })
})

test.each(goldenFamilies)('%s is called as transformers calls it', async (family) => {
  const folder = goldenFolder(family)
  const { architectures } = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as {
    architectures: string[]
  }
  expect([languageModelClass(await openModel(folder))]).toEqual(architectures)
})

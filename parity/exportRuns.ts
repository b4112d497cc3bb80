// A run of every family, trained, exported and asked by the code that the program itself uses, for check_exports.py.
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exportRun } from '../src/core/formats/exportRun.ts'
import { ExitPredictor } from '../src/core/inference/exits/exitPredictor.ts'
import { Predictor } from '../src/core/inference/predictor.ts'
import { openModel } from '../src/core/models/open.ts'
import { Session } from '../src/core/runtime/session.ts'
import { pack } from '../src/core/tokens/pack.ts'
import { batchFeeds } from '../src/core/training/feeds.ts'
import { context, still } from '../src/core/training/graphs.ts'
import { openMethod, readRunFile } from '../src/core/training/method.ts'
import { settled, settledBest } from '../src/core/training/settled.ts'
import { train } from '../src/core/training/train.ts'
import type { ExportFormat } from '../src/shared/exports.ts'
import { measurer } from '../src/shared/exits/rules.ts'
import type { RunPlace } from '../src/shared/jobs.ts'
import type { RunSpecInput } from '../src/shared/run.ts'
import { goldenFolder } from '../src/testing/golden.ts'
import { makePlace, reviews } from '../src/testing/runPlace.ts'
import { tinyFamilies, type TinyFamily } from '../src/testing/tinyModel.ts'

const folder = process.argv[2]!
const io = { progress: () => {}, note: () => {}, stopRequested: () => false }
const [, ...rows] = reviews(60).split('\n')
const csv = ['text,pair,label', ...rows.map((row) => `a film,${row}`)].join('\n')
const texts = [
  ['a wonderful film', 'I loved it'],
  ['so', 'the worst story of all time, and so dull'],
  ['great', 'Über-naïve 😀'],
] as const

/** Families that stand for all whose layers leave one by one. */
const withExits: readonly TinyFamily[] = ['bert', 'roberta', 'albert']
/** Families that stand for all in what virtual tokens do; the last two write. */
const withPrompts: readonly TinyFamily[] = ['bert', 'roberta', 'gpt2', 'llama']
const writers: readonly TinyFamily[] = ['gpt2', 'llama']

async function trained(
  family: TinyFamily,
  name: string,
  spec: Omit<RunSpecInput, 'dataset' | 'model'>,
): Promise<RunPlace> {
  const place = await makePlace(join(folder, family, name), {
    csv,
    family,
    spec: { ...spec, device: 'cpu', threads: 1 },
  })
  await train(place, io, false)
  return place
}

/** A classifier of pairs in every format. */
async function exportClassifier(family: TinyFamily): Promise<object[]> {
  const run = await trained(family, 'run', { training: { steps: 20, learningRate: 0.01 } })
  // The run is one of LoRA, which AdapterHub's folder is not for.
  return exported(family, run, ['peft', 'merged', 'onnx'])
}

/** A run in some formats, and what Lathe predicts with it. */
async function exported(
  family: TinyFamily,
  run: RunPlace,
  formats: readonly ExportFormat[],
): Promise<object[]> {
  const predictor = await Predictor.open(run, io.note)
  const predictions = await predictor.predict(texts.map(([text, pair], i) => ({ row: i + 1, text, pair })))
  const common = { family, base: run.modelFolder, labels: predictor.file.labels, texts, predictions }
  return Promise.all(
    formats.map(async (format) => {
      const to = `${dirname(run.runFolder)}.${format}`
      await exportRun(run, format, to, {}, io.note)
      return { ...common, format, folder: to }
    }),
  )
}

/** Runs with virtual tokens of pairs, for peft. The tiny models lack what a checkpoint may lack: BERT's pooler learns, too. */
async function exportPrompts(family: TinyFamily): Promise<object[]> {
  const exports: object[] = []
  for (const id of ['prefix', 'pTuningV2', 'softPrompt']) {
    const training = { steps: 20, learningRate: 0.1 }
    const run = await trained(family, id, { tuning: { id, options: { length: 3 } }, training })
    exports.push(...(await exported(family, run, ['peft'])))
  }
  return exports
}

/** A language model, pre-trained further, as a whole model and for peft; with virtual tokens for peft alone. */
async function exportLanguageModels(family: TinyFamily): Promise<object[]> {
  const { languageModel } = await openModel(goldenFolder(family))
  const objective = { id: languageModel.kind === 'masked' ? 'maskedLm' : 'causalLm' }
  const exports: object[] = []
  for (const id of ['lora', ...(withPrompts.includes(family) ? ['prefix', 'softPrompt'] : [])]) {
    const tuning =
      id === 'lora' ? { id, options: { dora: family === 'bert' } } : { id, options: { length: 3 } }
    const training = { steps: 4, learningRate: 0.05 }
    const run = await trained(family, `language ${id}`, { objective, tuning, training })
    const common = { family, base: run.modelFolder, texts: texts.map(([text]) => text) }
    const logits = await tokenLogits(run)
    for (const format of id === 'lora' ? (['merged', 'peft'] as const) : (['peft'] as const)) {
      const to = join(folder, family, `language.${id}.${format}`)
      await exportRun(run, format, to, {}, io.note)
      exports.push({ ...common, format, folder: to, logits })
    }
  }
  return exports
}

/** The logits that Lathe gives for every token of the texts, one text after another. */
async function tokenLogits({ modelFolder, runFolder }: RunPlace): Promise<number[]> {
  const method = await openMethod(modelFolder, await readRunFile(runFolder))
  const { model, tokenizer } = method
  const c = context(model, settled(method.tuning), false)
  c.g.output('logits', model.languageModel.logits(c, model.encode(c, still).at(-1)!))
  const { tensors } = await settledBest(method, runFolder)
  const inputs = Object.fromEntries([...c.g.parameters.keys()].map((name) => [name, tensors[name]!]))
  const batch = pack(texts.map(([text]) => tokenizer.encode(text, undefined, model.facts.maxLength)))
  const session = await Session.create(c.g, { device: 'cpu', threads: 1 })
  const { logits } = await session.run({ ...inputs, ...batchFeeds(batch) }, { logits: null })
  await session.release()
  // Virtual tokens come after all that are real.
  return [...(logits!.data as Float32Array).subarray(0, batch.ids.length * logits!.dims[1]!)]
}

/** Runs whose layers leave one by one, and what Lathe answers with them and at which layer. */
async function exportExits(family: TinyFamily): Promise<object[]> {
  const exports: object[] = []
  for (const [name, tuning] of [
    ['entropy', 'full'],
    ['probability', 'softPrompt'],
    ['certainty', 'lora'],
  ] as const) {
    const run = await trained(family, `exits ${name}`, {
      exit: { id: 'alternating', options: { certainty: true } },
      tuning: { id: tuning },
      training: { steps: 20, learningRate: 0.01, maxLength: 16 },
    })
    const predictor = await ExitPredictor.open(run, io.note)
    const pairs = rows.slice(0, 20).map((row) => ['a film', row.split(',')[0]!] as const)
    const examples = pairs.map(([text, pair], i) => ({ row: i + 1, text, pair }))
    const whole = await predictor.answer(examples, null)
    const measures = whole.map(({ path }) => measurer(name)(path[0]!)).toSorted((a, b) => a - b)
    // Half of them leave at the first layer, and no last digit decides which.
    const rule = { rule: name, threshold: (measures[9]! + measures[10]!) / 2 }
    const answers = await predictor.answer(examples, rule)
    const to = join(folder, family, `exits.${name}`)
    await exportRun(run, 'onnxExits', to, {}, io.note, rule)
    const said = answers.map(({ layer, predicted }) => ({ layer, probabilities: predicted.probabilities }))
    exports.push({ family, folder: to, texts: pairs, answers: said })
  }
  return exports
}

const classifiers: object[] = []
const exits: object[] = []
const languageModels: object[] = []
for (const family of tinyFamilies) {
  classifiers.push(...(await exportClassifier(family)))
  if (withPrompts.includes(family) && !writers.includes(family))
    classifiers.push(...(await exportPrompts(family)))
  if (withExits.includes(family)) exits.push(...(await exportExits(family)))
  languageModels.push(...(await exportLanguageModels(family)))
}
await writeFile(join(folder, 'runs.json'), JSON.stringify({ classifiers, exits, languageModels }))

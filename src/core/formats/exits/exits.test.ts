// Runs with exits taken away as layers: the program that lies beside them answers as the run does, and leaves where it does.
import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import onnxProto from 'onnx-proto'
import { beforeAll, expect, test } from 'vitest'
import type { Example } from '../../../shared/dataset.ts'
import { carefulRule } from '../../../shared/exits/carefulRule.ts'
import type { ExitRule } from '../../../shared/exits/rules.ts'
import type { RunPlace } from '../../../shared/jobs.ts'
import type { RunSpecInput } from '../../../shared/run.ts'
import { makePlace, reviews, type PlaceOptions } from '../../../testing/runPlace.ts'
import { temporaryFolder } from '../../data/testing.ts'
import { ExitPredictor, type ExitAnswer } from '../../inference/exits/exitPredictor.ts'
import { train } from '../../training/train.ts'
import { exportRun } from '../exportRun.ts'
import { readFacts } from '../facts.ts'
import { readManifest } from './manifest.ts'

const folder = temporaryFolder()
const io = { progress: () => {}, note: () => {}, stopRequested: () => false }
let count = 0

/** What a person installs: beside the exports, so that their program finds it. */
beforeAll(async () => {
  const installed = join(import.meta.dirname, '../../../../node_modules')
  await mkdir(join(folder, 'node_modules/@huggingface'), { recursive: true })
  for (const [name, from] of [
    ['onnxruntime-node', 'onnxruntime-node'],
    ['@huggingface/transformers', '@xenova/transformers'],
  ] as const)
    await symlink(join(installed, from), join(folder, 'node_modules', name))
})

async function trained(spec: Partial<RunSpecInput>, options: PlaceOptions = {}): Promise<RunPlace> {
  const place = await makePlace(join(folder, `run ${++count}`), {
    csv: reviews(60),
    bert: { layers: 3 },
    spec: {
      exit: { id: 'joint' },
      tuning: { id: 'full' },
      split: { dev: 0.3 },
      training: { batch: 8, steps: 40, learningRate: 5e-3, maxLength: 24 },
      ...spec,
    },
    ...options,
  })
  await train(place, io, false)
  return place
}

const exported = async (place: RunPlace, rule: ExitRule): Promise<string> => {
  const out = join(folder, `out ${++count}`)
  const { check } = await exportRun(place, 'onnxExits', out, {}, io.note, rule)
  expect(check.same).toBe(check.rows)
  expect(check.largestDifference).toBeLessThan(1e-4)
  return out
}

interface Said {
  readonly layer: number
  readonly label?: string
  readonly probabilities?: readonly number[]
  readonly value?: number
}

/** The answers of exits.mjs to texts, asked as its own words say. */
function ask(out: string, texts: readonly string[]): Said[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(out, 'exits.mjs'), ...texts], {
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Said)
}

async function answersOf(place: RunPlace, texts: readonly string[], rule: ExitRule): Promise<ExitAnswer[]> {
  const predictor = await ExitPredictor.open(place, io.note)
  const answers = await predictor.answer(
    texts.map((text, i): Example => ({ row: i + 1, text })),
    rule,
  )
  await predictor.release()
  return answers
}

function same(said: readonly Said[], answers: readonly ExitAnswer[]): void {
  expect(said.map(({ layer }) => layer - 1)).toEqual(answers.map(({ layer }) => layer))
  answers.forEach(({ predicted: { predicted, probabilities, value } }, i) => {
    const { label, probabilities: p, value: number } = said[i]!
    if (value !== null) return expect(number).toBeCloseTo(value, 4)
    expect(label).toBe(predicted)
    probabilities.forEach(({ probability }, c) => expect(p![c]).toBeCloseTo(probability, 4))
  })
}

/** Texts of which some are sure early and some are not. */
const texts = ['a great film', 'good', 'the people', 'dull', 'an old friend', 'the worst of all time, boring']
  .concat(reviews(30, 9).split('\n').slice(1))
  .map((line) => line.replace(/,(good|bad)$/, ''))

/** A rule that lets about half of the texts go at the first layer. */
async function halfway(place: RunPlace): Promise<ExitRule> {
  const whole = await answersOf(place, texts, { rule: 'probability', threshold: 2 })
  const sure = whole
    .map(({ path }) => {
      const [a, b] = path[0]!.logits as Float32Array
      return 1 / (1 + Math.exp(-Math.abs(a! - b!)))
    })
    .toSorted((a, b) => a - b)
  // In the widest gap of the middle, where no last digit decides
  const middle = sure.slice(sure.length / 3, (2 * sure.length) / 3)
  const gaps = middle.slice(1).map((p, i) => p - middle[i]!)
  const widest = gaps.indexOf(Math.max(...gaps))
  return { rule: 'probability', threshold: (middle[widest]! + middle[widest + 1]!) / 2 }
}

const cases: [string, Partial<RunSpecInput>, PlaceOptions?][] = [
  ['full', {}],
  ['lora', { tuning: { id: 'lora' } }],
  ['prefix', { tuning: { id: 'prefix' } }],
  ['soft prompt', { tuning: { id: 'softPrompt' } }],
  ['adapter', { tuning: { id: 'adapter' } }],
  ['shared pooler', { exit: { id: 'weighted' } }],
  ['mean of tokens', { objective: { id: 'classify', options: { head: 'mean' } } }],
  ['ALBERT, whose layers share weights', {}, { family: 'albert' }],
  ['RoBERTa', {}, { family: 'roberta' }],
  ['DeBERTa', {}, { family: 'deberta-v2' }],
]
test.for(cases)(
  '%s: the exported program leaves where the run does, with its answers',
  async ([, spec, options]) => {
    const place = await trained(spec, options)
    const rule = await halfway(place)
    const out = await exported(place, rule)
    const answers = await answersOf(place, texts, rule)
    expect(new Set(answers.map(({ layer }) => layer)).size).toBeGreaterThan(1)
    same(ask(out, texts), answers)
    await storedOnce(out)
  },
)

/** No weight lies in two files, and what several layers use lies beside them. */
async function storedOnce(out: string): Promise<void> {
  const inside: string[] = []
  for (const name of (await readdir(out)).filter((file) => file.endsWith('.onnx'))) {
    const { graph } = onnxProto.onnx.ModelProto.decode(await readFile(join(out, name)))
    // Constants have a space in their names, and what lies in another file has no data here.
    const weights = graph!.initializer!.filter(
      ({ name, rawData }) => !name!.includes(' ') && rawData!.length > 0,
    )
    inside.push(...weights.map((one) => one.name!))
  }
  expect(inside.length).toBeGreaterThan(0)
  expect(new Set(inside).size).toBe(inside.length)
}

test('every rule decides in the program as in the run, of numbers too', async () => {
  const exit = { id: 'alternating', options: { certainty: true } }
  const place = await trained({ exit })
  const rules: ExitRule[] = [
    { rule: 'entropy', threshold: 0.6 },
    { rule: 'patience', threshold: 1 },
    { rule: 'certainty', threshold: [0.2, 0.6] },
  ]
  for (const rule of rules) same(ask(await exported(place, rule), texts), await answersOf(place, texts, rule))
  const csv = reviews(60).replaceAll(',good', ',4.5').replaceAll(',bad', ',1')
  const numbers = await trained({ exit, objective: { id: 'regress' } }, { csv, task: 'regress' })
  const patience: ExitRule = { rule: 'patience', threshold: 1 }
  const out = await exported(numbers, patience)
  same(ask(out, texts), await answersOf(numbers, texts, patience))
  expect(Object.keys((await readManifest(out)).rules)).toEqual(['patience', 'certainty'])
}, 180_000)

test('the manifest and the card say what lies there; pairs are answered, too', async () => {
  const csv = [
    'text,pair,label',
    ...reviews(60)
      .split('\n')
      .slice(1)
      .map((row) => `a film,${row}`),
  ].join('\n')
  const place = await trained({}, { csv })
  const rule = await halfway(place)
  const out = await exported(place, rule)
  const { layers, ...manifest } = await readManifest(out)
  expect(manifest).toMatchObject({ task: 'classify', labels: ['bad', 'good'], maxLength: 24, exit: rule })
  expect(layers.map(({ file }) => file)).toEqual(['layer.1.onnx', 'layer.2.onnx', 'layer.3.onnx'])
  expect(layers[0]!.inputs.toSorted()).toEqual(['attention_mask', 'input_ids', 'token_type_ids'])
  expect(layers[1]!.inputs.toSorted()).toEqual(['attention_mask', 'states'])
  expect(layers[2]!.outputs).toEqual(['logits'])
  expect((await readFacts(out)).exit).toEqual(rule)
  expect(await readFile(join(out, 'README.md'), 'utf8')).toContain(`\`probability=${rule.threshold}\``)
  // Some of them are too long for both texts, some for one.
  const pairs = texts.slice(0, 16).map((text, i) => (i % 2 === 0 ? ['a film', text] : [text, text]))
  const program = `
    const { openExits } = await import(${JSON.stringify(join(out, 'exits.mjs'))})
    const model = await openExits(${JSON.stringify(out)})
    console.log(JSON.stringify(await model.answer(${JSON.stringify(pairs)})))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  })
  const predictor = await ExitPredictor.open(place, io.note)
  const answers = await predictor.answer(
    pairs.map(([text, pair], i) => ({ row: i, text: text!, pair: pair! })),
    rule,
  )
  await predictor.release()
  expect(stderr).toBe('')
  same(JSON.parse(stdout) as Said[], answers)
})

test('what cannot leave so is refused with the reason', async () => {
  const out = join(folder, 'no')
  const rule: ExitRule = { rule: 'entropy', threshold: 0.3 }
  const plain = await trained({ exit: { id: 'none' }, training: { steps: 2 } })
  await expect(exportRun(plain, 'onnxExits', out, {}, io.note, rule)).rejects.toMatchObject({
    code: 'export',
    message: expect.stringContaining('have not learned to answer'),
  })
  const prompt = await trained({ objective: { id: 'cloze' }, training: { steps: 2 } })
  await expect(exportRun(prompt, 'onnxExits', out, {}, io.note, rule)).rejects.toMatchObject({
    code: 'export',
    message: expect.stringContaining('the set would need the prompt'),
  })
  // The language model itself leaves without its exits.
  await exportRun(prompt, 'merged', join(folder, 'prompt'), {}, io.note)
  const place = await trained({ training: { steps: 2 } })
  for (const wrong of [undefined, { rule: 'certainty', threshold: 0.3 } as const])
    await expect(exportRun(place, 'onnxExits', out, {}, io.note, wrong)).rejects.toMatchObject({
      code: 'option',
      details: { option: 'exit' },
    })
})

test('the rule that is chosen for a person keeps the whole score and lets some leave', () => {
  const row = (target: number, ...first: number[]) => ({
    row: 1,
    text: '',
    label: '',
    target,
    logits: [...first.map((z) => [0, z]), [0, target === 1 ? 5 : -5]],
    doubts: [],
  })
  // The first layer is surest where it is right, but for one row.
  const rows = [row(1, 4), row(1, 3), row(0, -2.5), row(0, 2), row(1, 1)]
  const rule = carefulRule({ layers: 2, labels: ['no', 'yes'], agreement: 0.5, rows })
  expect(rule.rule).toBe('entropy')
  const entropy = (z: number): number => {
    const p = 1 / (1 + Math.exp(-z))
    return -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p))
  }
  expect(rule.threshold).toBeGreaterThan(entropy(2.5))
  expect(rule.threshold).toBeLessThanOrEqual(entropy(2) + 1e-9)
})

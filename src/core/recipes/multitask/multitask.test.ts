// Tasks mixed as prompts, trained, and asked with tasks that were held out, on the starter.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import type { RunPlace, WorkPlace } from '../../../shared/jobs.ts'
import type { Json } from '../../../shared/json.ts'
import { multitaskSentence, overTemplates, type HeldOut } from '../../../shared/multitask.ts'
import { promptQuestion } from '../../../shared/prompts.ts'
import { recipeSpec } from '../../../shared/recipe.ts'
import type { RunResult } from '../../../shared/run.ts'
import { reviews } from '../../../testing/runPlace.ts'
import { resolveSpec } from '../../catalog/resolveSpec.ts'
import { importDataset } from '../../data/importDataset.ts'
import { judgingRows } from '../../data/judgingRows.ts'
import { readExamples, readManifest } from '../../data/readDataset.ts'
import { PromptReader } from '../../inference/promptReader.ts'
import { openModel } from '../../models/open.ts'
import { promptEncoder } from '../../prompts/promptRows.ts'
import { parseTemplate } from '../../prompts/template.ts'
import { loadTokenizer } from '../../tokens/tokenizer.ts'
import { train } from '../../training/train.ts'
import type { RecipeContext, RunStep, WorkStep } from '../recipe.ts'
import { findWork } from '../works.ts'
import type { Mixed } from './inputs.ts'
import { mixedRow, mixedTemplate } from './mixedTemplate.ts'
import { multitask } from './multitask.ts'

const starter = join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'models', 'starter')
const io = { progress: () => {}, note: () => {}, stopRequested: () => false }
const datasets = new Map<string, DatasetManifest>()

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-multitask-'))
  const long = Array.from({ length: 200 }, (_, i) => `word${i}`).join(' ')
  const pairs = Array.from({ length: 30 }, (_, i) =>
    i % 2 === 0
      ? `"A man sleeps.","A man is awake, ${i}.",contradiction`
      : `"A ${i} dog runs.",An animal moves,entailment`,
  )
  await bring('films.csv', reviews(80).replaceAll(',good', ',positive').replaceAll(',bad', ',negative'))
  await bring(
    'pairs.csv',
    ['text_a,text_b,label', ...pairs, `"${long}",Words,neutral`, 'a,b,neutral'].join('\n'),
  )
  await bring('shops.csv', reviews(60, 9).replaceAll(',good', ',positive').replaceAll(',bad', ',negative'))
  await bring(
    'stars.csv',
    ['text,stars', ...Array.from({ length: 30 }, (_, i) => `text ${i},${i / 9}`)].join('\n'),
  )
})
afterAll(() => rm(folder, { recursive: true }))

async function bring(name: string, csv: string): Promise<void> {
  const path = join(folder, name)
  await writeFile(path, csv)
  const files = [{ path, name, split: 'train', options: {}, roles: undefined }] as const
  datasets.set(name, await importDataset({ name, folder, files }))
}

const idOf = (name: string): string => datasets.get(name)!.id

function contextOf(
  options: Record<string, Json>,
  done: { readonly mix?: Json; readonly train?: string; readonly judge?: Json } = {},
  first = 'films.csv',
): RecipeContext<Parameters<typeof multitask.steps>[0]['options']> {
  const spec = recipeSpec.parse({ recipe: 'multitask', dataset: idOf(first), model: 'starter', options })
  return {
    spec,
    options: multitask.schema.parse(options),
    dataset: datasets.get(first)!,
    datasetOf: (id) => [...datasets.values()].find((one) => one.id === id)!,
    model: { hidden: 256, languageModel: 'masked' },
    done: {
      run: (step) =>
        step === 'train' && done.train ? { id: done.train, result: {} as RunResult } : undefined,
      work: (step) => (step === 'mix' ? done.mix : step === 'judge' ? done.judge : undefined),
    },
  }
}

const usual = () => ({ also: [idOf('pairs.csv')], heldOut: [idOf('shops.csv')], cap: 40, maxLength: 32 })

function work(step: WorkStep, runs: WorkPlace['runs'] = {}) {
  const { spec } = contextOf(usual())
  const place: WorkPlace = { spec, datasetsFolder: folder, models: { starter }, runs }
  return findWork(step.work)(step.input, place, io)
}

test('a filled template and its row of the mixed one are the same prompt', async () => {
  const [model, tokenizer] = [await openModel(starter), await loadTokenizer(starter)]
  const mixed = promptEncoder(parseTemplate(mixedTemplate('masked')), model, tokenizer)
  const texts = { text: 'Fine, [MASK] all in {all}!', pair: 'Or Not? ' }
  for (const text of [
    '{text_a} It was {mask}.',
    '{mask}: {text_a}',
    'So {text_a:no-punctuation}? {mask}, {text_b:lower-first}',
  ]) {
    const template = parseTemplate(text)
    const [own, same] = [
      promptEncoder(template, model, tokenizer)(texts, 64),
      mixed(mixedRow(template, texts, 'masked'), 64),
    ]
    expect([...same.ids], text).toEqual([...own.ids])
    expect(same.asks).toEqual(own.asks)
  }
  expect(mixedRow(parseTemplate('{text_a} is {mask}'), texts, 'causal')).toEqual({
    text: `${texts.text} is `,
  })
})

test('tasks are mixed, trained and held-out ones asked before and after', async () => {
  const [mix, ...later] = multitask.steps(contextOf(usual())) as [WorkStep]
  expect(later).toEqual([])
  const made = await work(mix)
  const mixed = made.result as Mixed
  expect(mixed.words).toEqual(['terrible', 'great', 'No', 'Yes', 'Maybe'])
  // Of 80 rows a tenth validates, and the cap takes 40; of the pairs all are taken that are left to train on.
  expect(mixed.tasks.map(({ rows }) => rows)).toEqual([40, 29])
  expect((await work(mix)).result, 'the same again').toEqual(mixed)
  const manifest = made.datasets![0]!
  expect(manifest).toMatchObject({ task: 'classify', pairs: true, labels: mixed.words })
  const rows = await Array.fromAsync(readExamples(join(folder, mixed.dataset), 'train'))
  expect(new Set(rows.map(({ label }) => label))).toEqual(new Set(mixed.words))
  const asked = rows.filter(({ label }) => label === 'great').map(({ text, pair }) => `${text}_${pair}`)
  for (const way of [/ It was _\.$/, / All in all, it was _\.$/, /^Just _! /])
    expect(
      asked.some((prompt) => way.test(prompt)),
      String(way),
    ).toBe(true)

  const steps = multitask.steps(contextOf(usual(), { mix: mixed }))
  const { spec } = steps[1] as RunStep
  const of: RunPlace = {
    spec: resolveSpec({
      ...spec,
      dataset: mixed.dataset,
      model: starter,
      training: { ...spec.training, steps: 30, learningRate: 3e-4 },
    }),
    datasetFolder: join(folder, mixed.dataset),
    modelFolder: starter,
    runFolder: await mkdtemp(join(folder, 'run-')),
  }
  const notes: string[] = []
  await train(of, { ...io, note: (text: string) => void notes.push(text) }, false)
  expect(
    notes.filter((note) => note.includes('were cut')),
    'no template is cut',
  ).toEqual([])

  const judge = multitask.steps(contextOf(usual(), { mix: mixed, train: 'r1' })).at(-1) as WorkStep
  expect(judge.runs).toEqual(['r1'])
  const heldOut = (await work(judge, { r1: of })).result as unknown as HeldOut[]
  const [shops] = heldOut as [HeldOut]
  expect(shops).toMatchObject({ name: 'shops.csv', rows: 60, majority: 0.5 })
  expect(shops.prompts).toHaveLength(3)
  const { before, after } = overTemplates(shops)
  expect(after, multitaskSentence(shops)).toBeGreaterThan(before)
  expect(multitaskSentence(shops)).toMatch(/^shops\.csv: training on the other tasks helped, /)

  // What an untrained prompt scores is what the studio shows of it.
  const reader = await PromptReader.open(starter, () => {})
  const all = await judgingRows(join(folder, idOf('shops.csv')), 60)
  const { labels, pairs } = await readManifest(join(folder, idOf('shops.csv')))
  const { template, before: untrained } = shops.prompts[0]!
  const look = await reader.look(
    promptQuestion.parse({ template, maxLength: 32, scored: 60, shown: 0 }),
    { labels, pairs },
    all,
  )
  expect(look.scores).toMatchObject({ accuracy: untrained.accuracy })

  const result = multitask.result(
    contextOf(usual(), { mix: mixed, train: 'r1', judge: heldOut as unknown as Json }),
  )
  expect(result).toMatchObject({ run: 'r1', words: mixed.words, heldOut: [{ name: 'shops.csv' }] })
}, 120_000)

test.each([
  ['nothing held out', () => ({ heldOut: [] }), /No dataset is held out/],
  ['the same dataset twice', () => ({ heldOut: [idOf('films.csv')] }), /"films.csv" is trained and held out/],
  ['numbers', () => ({ heldOut: [idOf('stars.csv')] }), /"stars.csv" has no classes/],
  [
    'a template of nobody',
    () => ({ ...usual(), templates: ['books = {text_a} {mask}'] }),
    /"books", which takes no part/,
  ],
  [
    'a template without a name',
    () => ({ ...usual(), templates: ['{text_a} It was {mask}.'] }),
    /does not say whose/,
  ],
  ['two gaps', () => ({ ...usual(), templates: ['films = {text_a} {mask}{mask}'] }), /each has one \{mask\}/],
  [
    'a field that is not there',
    () => ({ ...usual(), templates: ['films = {text_b} {mask}'] }),
    /rows have one text each/,
  ],
  ['an unknown tuning', () => ({ ...usual(), tuning: 'lorra' }), /no tuning called "lorra"/],
])('%s is refused before anything is made', (_, options, message) => {
  expect(() => multitask.steps(contextOf(options()))).toThrow(message)
})

test('templates and words that are given take the place of known ones', () => {
  const options = {
    ...usual(),
    templates: ['films = {text_a} A {mask} one.', 'films = {mask}! {text_a}'],
    words: { positive: 'good' },
  }
  const [mix] = multitask.steps(contextOf(options)) as [WorkStep]
  expect(mix.input).toMatchObject({
    tasks: [
      {
        templates: ['{text_a} A {mask} one.', '{mask}! {text_a}'],
        words: { positive: 'good', negative: 'terrible' },
      },
      { words: { entailment: 'Yes' } },
    ],
  })
})

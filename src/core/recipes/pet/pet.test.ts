// PET and iPET step by step on a tiny model, with real runs and works.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import type { RunPlace } from '../../../shared/jobs.ts'
import type { Json } from '../../../shared/json.ts'
import type { PetFound, PetGrown, PetLabelled, PetPrepared } from '../../../shared/pet.ts'
import { recipeSpec } from '../../../shared/recipe.ts'
import type { RunResult } from '../../../shared/run.ts'
import { makePlace, reviews } from '../../../testing/runPlace.ts'
import { resolveSpec } from '../../catalog/resolveSpec.ts'
import { readExamples, readManifest, readTargets } from '../../data/readDataset.ts'
import { softLabelsFile } from '../../data/softLabels.ts'
import { train } from '../../training/train.ts'
import type { RecipeContext } from '../recipe.ts'
import { findWork } from '../works.ts'
import { petOptions, type PetOptions } from './options.ts'
import { petPatterns } from './patterns.ts'
import { pet } from './pet.ts'

let folder: string
let few: RunPlace
let many: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-pet-'))
  few = await makePlace(folder, { csv: reviews(60) })
  const texts = reviews(90, 8).replaceAll(/,(good|bad|label)$/gm, '')
  many = (await makePlace(folder, { csv: texts, task: 'unlabelled' })).spec.dataset
})
afterAll(() => rm(folder, { recursive: true }))

const io = { progress: () => {}, note: () => {}, stopRequested: () => false }
const options = {
  patterns: ['{text_a} it was {mask} .', '{text_a} this is {mask} .'],
  words: { good: 'great', bad: 'terrible' },
  unlabelledRows: 80,
  steps: 6,
  finalSteps: 6,
  maxLength: 32,
}

/** A context in which `works` and `runs` are done. */
async function contextOf(
  own: Partial<PetOptions>,
  done: { readonly runs: Map<string, { id: string; result: RunResult }>; readonly works: Map<string, Json> },
  shots = 4,
): Promise<RecipeContext<PetOptions>> {
  const known = new Map<string, DatasetManifest>()
  for (const id of [few.spec.dataset, many]) known.set(id, await readManifest(join(folder, id)))
  return {
    spec: recipeSpec.parse({
      recipe: 'pet',
      dataset: few.spec.dataset,
      model: few.modelFolder,
      split: { shots },
    }),
    options: petOptions.parse({ ...options, ...own }),
    dataset: known.get(few.spec.dataset)!,
    datasetOf: (id) => known.get(id)!,
    model: { hidden: 32, languageModel: 'masked' },
    done: { run: (step) => done.runs.get(step), work: (step) => done.works.get(step) },
  }
}

const nothing = { runs: new Map(), works: new Map() }

/** Makes every step, as the host does. */
async function cook(own: Partial<PetOptions>, at: string) {
  const done = { runs: new Map<string, { id: string; result: RunResult }>(), works: new Map<string, Json>() }
  const places: Record<string, RunPlace> = {}
  const context = await contextOf(own, done)
  const { spec } = context
  for (;;) {
    const next = pet
      .steps(context)
      .find(({ kind, id }) => (kind === 'run' ? done.runs : done.works).get(id) === undefined)
    if (!next) return { done, places, found: pet.result(context) as unknown as PetFound }
    if (next.kind === 'work') {
      const runs = Object.fromEntries((next.runs ?? []).map((id) => [id, places[id]!]))
      const models = { [spec.model]: spec.model }
      const place = { spec, datasetsFolder: folder, models, runs }
      done.works.set(next.id, (await findWork(next.work)(next.input, place, io)).result)
      continue
    }
    const { dataset, model, split, seed } = spec
    const full = resolveSpec({ dataset, model, split, seed, ...next.spec }, 32)
    const id = `r${done.runs.size + 1}`
    const runFolder = join(folder, at, id)
    await mkdir(runFolder, { recursive: true })
    const { unlabelled } = full.objective.options
    const place = {
      spec: full,
      datasetFolder: join(folder, full.dataset),
      modelFolder: model,
      runFolder,
      ...(typeof unlabelled === 'string' && { unlabelledFolder: join(folder, unlabelled) }),
    }
    places[id] = place
    done.runs.set(next.id, { id, result: (await train(place, io, false)).result })
  }
}

test('PET: patterns, soft labels of their ensemble, a classifier; the same again is the same', async () => {
  const { done, found, places } = await cook({ unlabelled: many }, 'first')
  expect([...done.runs.keys()]).toEqual([
    'generation 1, pattern 1, repetition 1',
    'generation 1, pattern 2, repetition 1',
    'classifier',
  ])
  const { prepared, labelled } = found
  expect(prepared).toMatchObject({ rows: 80, trainingRows: 8, classes: [{ rows: 4 }, { rows: 4 }] })
  for (const accuracy of prepared.before)
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => n / 8)).toContain(accuracy)
  expect(places['r1']!.spec.objective.options).toMatchObject({
    auxiliary: 1e-4,
    unlabelled: prepared.dataset,
  })
  expect(found.run).toBe('r3')
  const total = prepared.before.reduce((a, b) => a + b, 0)
  expect(labelled.models.map(({ weight }) => weight)).toEqual(prepared.before.map((of) => of / total))
  expect(labelled.agreement[0]![1]).toBe(labelled.agreement[1]![0])
  expect(labelled.confidence.reduce((a, b) => a + b, 0)).toBe(80)

  const soft = join(folder, labelled.dataset)
  expect(await readManifest(soft)).toMatchObject({
    softLabels: true,
    madeBy: 'PET',
    report: { splits: { train: 80, dev: 8 } },
  })
  const bytes = await readFile(join(soft, softLabelsFile))
  expect(bytes.byteLength).toBe(80 * 2 * 4)
  const logits = new Float32Array(new Uint8Array(bytes).buffer)
  const targets = await readTargets(soft, 'train')
  for (const [row, target] of targets.entries())
    expect(target, 'the label is the likelier class').toBe(logits[2 * row]! >= logits[2 * row + 1]! ? 0 : 1)
  expect(done.runs.get('classifier')!.result.scores.dev?.examples, 'judged by labelled rows').toBe(8)

  const again = await cook({ unlabelled: many }, 'again')
  expect(again.found).toEqual(found)
})

test('iPET: generations learn from rows that others have labelled, and from more each time', async () => {
  const { done, places } = await cook({ generations: 2, growth: 2, repetitions: 2 }, 'generations')
  const prepared = done.works.get('prepare') as unknown as PetPrepared
  expect(prepared.rows, 'rows of the same file that nobody learns from').toBe(60 - 16)
  const first = done.works.get('grow 1') as unknown as PetGrown
  const second = done.works.get('grow 2') as unknown as PetGrown
  expect(first.datasets).toHaveLength(4)
  for (const sizes of [...first.sizes, ...second.sizes]) {
    expect(sizes[0], 'the balance of the classes stays').toBe(sizes[1])
    expect(sizes[0]).toBeGreaterThanOrEqual(4)
  }
  for (const sizes of first.sizes) expect(sizes[0]).toBeLessThanOrEqual(8)
  for (const sizes of second.sizes) expect(sizes[0]).toBeLessThanOrEqual(16)
  expect(done.runs.size).toBe(4 * 3 + 1)
  const third = [...done.runs].find(([step]) => step.startsWith('generation 3, pattern 2, repetition 2'))![1]
  expect(places[third.id]!.spec.dataset).toBe(second.datasets[3])
  const labelled = done.works.get('label') as unknown as PetLabelled
  expect(labelled.models.map(({ pattern }) => pattern)).toEqual([0, 0, 1, 1])
})

test('from zero labels: untrained patterns label the first rows, and no label of the data is learned from or chosen by', async () => {
  const { done, places, found } = await cook(
    { zeroLabels: true, generations: 1, growth: 2, repetitions: 2 },
    'zero',
  )
  const { prepared, labelled } = found
  // All rows but those of the split that might have been chosen by.
  expect(prepared).toMatchObject({ rows: 60 - 8, trainingRows: 0, before: [0, 0] })
  const begun = done.works.get('begin') as unknown as PetGrown
  expect(begun.sizes).toEqual(Array.from({ length: 4 }, () => [5, 5]))
  expect(labelled.models.map(({ weight }) => weight)).toEqual(new Array(4).fill(0.25))
  expect(labelled.accuracy.dev).toBeNull()
  const grown = done.works.get('grow 1') as unknown as PetGrown
  for (const [good, bad] of grown.sizes) {
    expect(good).toBe(bad)
    expect(good).toBeLessThanOrEqual(10)
  }
  // The rows of a generation are unlabelled ones, whose true labels nobody has read.
  const truth = new Map<string, string>()
  for await (const { text, label } of readExamples(join(folder, few.spec.dataset), 'train'))
    truth.set(text, label!)
  for (const [step, { id, result }] of done.runs) {
    expect(result.scores.dev, step).toBeUndefined()
    expect(places[id]!.spec.dataset, step).not.toBe(few.spec.dataset)
  }
  const first = await Array.fromAsync(readExamples(join(folder, begun.datasets[0]!), 'train'))
  expect(first.every(({ text }) => truth.has(text))).toBe(true)
  expect(
    first.some(({ text, label }) => truth.get(text) !== label),
    'an untrained model errs',
  ).toBe(true)
})

test('what does not go together is told before anything is made', async () => {
  const refused = async (own: Partial<PetOptions>, change: object = {}, shots = 4) => {
    const context = await contextOf(own, nothing, shots)
    return () => pet.steps({ ...context, ...change })
  }
  const { dataset } = await contextOf({}, nothing)
  const wrong = (code: string, message: RegExp) =>
    expect.objectContaining({ code, message: expect.stringMatching(message) })
  expect(await refused({}, { dataset: { ...dataset, task: 'regress' } })).toThrow(
    wrong('dataset', /has no classes/),
  )
  expect(await refused({}, {}, 0)).toThrow(wrong('dataset', /none is left to be labelled/))
  expect(await refused({ zeroLabels: true }, {}, 0)).not.toThrow()
  expect(await refused({ unlabelled: many }, { dataset: { ...dataset, pairs: true } })).toThrow(
    wrong('dataset', /cannot be asked alike/),
  )
  expect(await refused({ patterns: ['{text_a} {mask}'] })).toThrow(wrong('option', /One pattern alone/))
  expect(await refused({ patterns: ['{text_a} {mask}'], repetitions: 2 })).not.toThrow()
  expect(await refused({ patterns: ['{text_a}.', '{text_a} {mask}'] })).toThrow(
    wrong('option', /no \{mask\}/),
  )
  expect(await refused({ patterns: ['{mask} {text_a} => good', '{text_a} {mask}'] })).toThrow(
    wrong('option', /written as label=word/),
  )
})

test('texts that are gone, and a stop in the middle, end a work with a message', async () => {
  const context = await contextOf({ unlabelled: many }, nothing)
  const [prepare] = pet.steps(context)
  if (prepare?.kind !== 'work') throw new Error('The first step is a work.')
  const { spec } = context
  const place = { spec, datasetsFolder: folder, models: { [spec.model]: spec.model }, runs: {} }
  const gone = { ...(prepare.input as object), unlabelled: 'gone' } as Json
  await expect(findWork(prepare.work)(gone, place, io)).rejects.toMatchObject({ code: 'dataset' })
  const all = { ...place, spec: { ...spec, split: { ...spec.split, shots: 0 } } }
  const own = { ...(prepare.input as object), unlabelled: '' } as Json
  await expect(findWork(prepare.work)(own, all, io)).rejects.toMatchObject({
    code: 'dataset',
    message: expect.stringMatching(/no rows left/),
  })
  const stopping = { ...io, stopRequested: () => true }
  await expect(findWork(prepare.work)(prepare.input, place, stopping)).rejects.toMatchObject({ code: 'run' })
})

test('patterns: known ones and general ones beside them, own words, several models', () => {
  const model = { id: 'starter', languageModel: 'masked' } as const
  const of = (own: Partial<PetOptions>, labels: string[], pairs = false) =>
    petPatterns(petOptions.parse(own), { labels, pairs }, model)
  expect(of({}, ['positive', 'negative']).map(({ template }) => template)).toEqual([
    '{text_a} It was {mask}.',
    '{text_a} All in all, it was {mask}.',
    'Just {mask}! {text_a}',
  ])
  expect(of({}, ['subjective', 'objective']).map(({ template }) => template)).toEqual([
    '{text_a} This is {mask}.',
    '{text_a} ({mask})',
    '{mask}: {text_a}',
  ])
  expect(of({}, ['duplicate', 'not_duplicate'], true)).toHaveLength(3)
  const [first, second] = of(
    {
      patterns: ['{text_a} {mask}', '{mask}: {text_a} => yes=Right/True, no=Wrong'],
      words: { yes: 'Yes', no: 'No' },
    },
    ['yes', 'no'],
  )
  expect(first!.words).toEqual({ yes: 'Yes', no: 'No' })
  expect(second!.words).toEqual({ yes: 'Right, True', no: 'Wrong' })
  expect(
    of({ models: ['other'] }, ['positive', 'negative']).map(({ title, model: id }) => [title, id]),
  ).toEqual([
    ...['Pattern 1', 'Pattern 2', 'Pattern 3'].map((title) => [`${title} on starter`, 'starter']),
    ...['Pattern 1', 'Pattern 2', 'Pattern 3'].map((title) => [`${title} on other`, 'other']),
  ])
})

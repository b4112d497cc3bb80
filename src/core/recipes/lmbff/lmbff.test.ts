// The recipe as a function from what is done to what is to be done, and its works on a real dataset with the starter.
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Json } from '../../../shared/json.ts'
import { chosenPairs, judgedPairs, lmbffResult, type PromptPair } from '../../../shared/lmbff.ts'
import { recipeSpec } from '../../../shared/recipe.ts'
import type { RunResult } from '../../../shared/run.ts'
import { makePlace } from '../../../testing/runPlace.ts'
import { readManifest } from '../../data/readDataset.ts'
import { temporaryFolder } from '../../data/testing.ts'
import { parseTemplate } from '../../prompts/template.ts'
import { findWork } from '../works.ts'
import type { RecipeContext, WorkStep } from '../recipe.ts'
import { pairsInput } from './inputs.ts'
import { lmbff } from './lmbff.ts'

const folder = temporaryFolder()
const starter = join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'models', 'starter')
const io = { progress: () => {}, note: () => {}, stopRequested: () => false }

const moods = {
  positive: ['superb', 'charming', 'wonderful', 'funny'],
  negative: ['dull', 'boring', 'awful', 'sad'],
}
const reviews = Object.entries(moods).flatMap(([label, words]) =>
  words.flatMap((word) =>
    ['film', 'book', 'story', 'play', 'show'].map((what) => `A ${word} ${what}.,${label}`),
  ),
)

type Context = RecipeContext<ReturnType<typeof lmbff.schema.parse>>

/** A dataset of reviews, and the recipe on it, of which nothing is done. */
async function begun(options: Record<string, Json> = {}, rows = reviews) {
  const own = join(folder, String(Math.random()))
  await mkdir(own)
  const { datasetFolder, spec } = await makePlace(own, { csv: ['text,label', ...rows].join('\n') })
  const done = { works: new Map<string, Json>(), runs: new Map<string, RunResult>() }
  const context: Context = {
    spec: recipeSpec.parse({
      recipe: 'lmbff',
      dataset: spec.dataset,
      model: 'starter',
      split: { shots: 6 },
      options,
    }),
    options: lmbff.schema.parse(options),
    dataset: await readManifest(datasetFolder),
    datasetOf: () => context.dataset,
    model: { hidden: 256, languageModel: 'masked' },
    done: {
      work: (step) => done.works.get(step),
      run: (step) => {
        const result = done.runs.get(step)
        return result && { id: `run of ${step}`, result }
      },
    },
  }
  const place = {
    spec: context.spec,
    datasetsFolder: dirname(datasetFolder),
    models: { starter },
    runs: {},
  }
  return { context, done, place }
}

const scored = (accuracy: number, loss: number, test?: number): RunResult => ({
  scores: {
    dev: { accuracy, loss, examples: 12 },
    ...(test !== undefined && { test: { accuracy: test, loss, examples: 100 } }),
  },
  best: null,
  steps: 1,
  trainableParameters: 1,
  totalParameters: 1,
  tokensPerSecond: 1,
  seconds: 1,
  peakMemoryBytes: 1,
  device: 'cpu',
})

const idsOf = (context: Context): string[] => lmbff.steps(context).map(({ id }) => id)

test('from searches over trials to the run that is kept: validation alone decides', async () => {
  const { context, done, place } = await begun({ trials: 3, beam: 1, candidates: 20, demonstrationSets: 2 })
  for (const id of ['words', 'templates', 'pairs']) {
    const step = lmbff.steps(context).at(-1)!
    if (step.kind !== 'work') throw new Error(`${step.id} is a run.`)
    expect(step.id).toBe(id)
    const { result } = await findWork(step.work)(step.input, place, io)
    done.works.set(id, result)
  }
  const { pairs, rows } = judgedPairs.parse(done.works.get('pairs'))
  expect(rows).toBe(12)
  expect(pairs.length).toBeGreaterThan(20)
  expect(pairs[0]!.accuracy).toBe(1)
  for (const { template, words } of pairs) {
    expect(parseTemplate(template).masks).toBe(1)
    expect(Object.keys(words).toSorted()).toEqual(['negative', 'positive'])
  }
  expect(pairs).toContainEqual(
    expect.objectContaining({
      template: '{text_a} It was {mask}.',
      templateFrom: 'known',
      wordsFrom: 'known',
    }),
  )
  expect(pairs.some(({ templateFrom }) => templateFrom === 'found')).toBe(true)
  expect(pairs.some(({ wordsFrom }) => wordsFrom === 'found')).toBe(true)

  const searches = ['words', 'templates', 'pairs']
  expect(idsOf(context)).toEqual([...searches, 'trial-1', 'trial-2', 'trial-3'])
  const trial = lmbff.steps(context)[3]!
  expect(trial).toMatchObject({
    kind: 'run',
    spec: { objective: { id: 'cloze' }, training: { steps: 60, scoreTest: false } },
  })
  done.runs.set('trial-1', scored(0.75, 0.1))
  done.runs.set('trial-2', scored(0.8, 0.5))
  expect(idsOf(context), 'all trials come first').toHaveLength(6)
  // As many right, but surer.
  done.runs.set('trial-3', scored(0.8, 0.4))
  expect(idsOf(context)).toEqual([...searches, 'trial-1', 'trial-2', 'trial-3', 'plain', 'demonstrated'])
  const third = chosenPairs(pairs, 3)[2]!
  const [plain, demonstrated] = lmbff.steps(context).slice(-2)
  expect(plain).toMatchObject({
    spec: {
      objective: { options: { template: third.template, words: third.words } },
      training: { steps: 300 },
    },
  })
  expect(demonstrated).toMatchObject({
    spec: {
      objective: { options: { template: third.template, demonstrations: 'similar', demonstrationSets: 2 } },
      training: { maxLength: 256 },
    },
  })
  done.runs.set('plain', scored(0.9, 0.4, 0.95))
  done.runs.set('demonstrated', scored(0.95, 0.4, 0.85))
  const result = lmbffResult.parse(lmbff.result(context))
  // The better of the two on the validation rows, whatever the test rows say.
  expect(result).toMatchObject({
    run: 'run of demonstrated',
    plain: { dev: 0.9, test: 0.95 },
    demonstrated: { choice: 'similar', dev: 0.95, test: 0.85 },
  })
  expect(result.trials.map(({ chosen }) => chosen)).toEqual([false, false, true])
}, 180_000)

test.each([
  [{ template: '{text_a} So {mask}.' }, ['words']],
  [{ words: { positive: 'great', negative: 'bad' } }, ['templates']],
  [{ searchWords: false, searchTemplates: false }, ['pairs']],
  [{ template: '{text_a} So {mask}.', words: { positive: 'great', negative: 'bad' } }, ['pairs']],
] as const)('what is given is not searched for: %o', async (options, steps) => {
  const { context } = await begun(options as Record<string, Json>)
  expect(idsOf(context)).toEqual(steps)
})

test('labels of no known task: the words that were found stand in the templates', async () => {
  const rows = reviews.map((row) => row.replace(/positive$/, 'thumbs-up').replace(/negative$/, 'thumbs-down'))
  const { context, done } = await begun({}, rows)
  const words = { 'thumbs-up': 'great', 'thumbs-down': 'awful' }
  done.works.set('words', { template: '', found: [{ words, accuracy: 1, likelihood: -1 }] })
  expect(lmbff.steps(context).at(-1)).toMatchObject({ id: 'templates', input: { words } })
})

test('a model that reads from left to right has its templates from the bank', async () => {
  const { context, done } = await begun()
  const causal = { ...context, model: { hidden: 64, languageModel: 'causal' as const } }
  expect(idsOf(causal)).toEqual(['words'])
  done.works.set('words', { template: '', found: [] })
  const [, pairs] = lmbff.steps(causal)
  const { templates } = pairsInput.parse((pairs as WorkStep).input)
  for (const { template } of templates) expect(template).toMatch(/\{mask\}$/)
})

test('a T5 that is named searches the templates, but not for a model that reads from left to right', async () => {
  const words = { positive: 'great', negative: 'bad' }
  const { context } = await begun({ words, templateModel: 't5' })
  expect(lmbff.steps(context)).toMatchObject([
    { id: 'templates', input: { words, model: 't5' }, models: ['t5'] },
  ])
  const causal = { ...context, model: { hidden: 64, languageModel: 'causal' as const } }
  expect(() => lmbff.steps(causal)).toThrow(/lmbff.templateModel/)
})

test('the usual prompt is always tried, and not too many with one template', () => {
  const pair = (template: string, accuracy: number, from: PromptPair['wordsFrom'] = 'found'): PromptPair => ({
    template,
    words: {},
    templateFrom: 'known',
    wordsFrom: from,
    accuracy,
    likelihood: 0,
  })
  const pairs = [pair('a', 1), pair('a', 0.9), pair('a', 0.8), pair('b', 0.7), pair('c', 0.1, 'known')]
  expect(chosenPairs(pairs, 4).map(({ accuracy }) => accuracy)).toEqual([0.1, 1, 0.9, 0.7])
})

test('numbers, and choosing without validation rows, are refused', async () => {
  const { context } = await begun()
  const numbers = { ...context, dataset: { ...context.dataset, task: 'regress' as const } }
  expect(() => lmbff.steps(numbers)).toThrow(/has no classes/)
  const none = { ...context, spec: { ...context.spec, split: { ...context.spec.split, shots: 0, dev: 0 } } }
  expect(() => lmbff.steps(none)).toThrow(/chooses its prompt by validation rows/)
})

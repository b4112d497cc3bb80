// Recipes with the double as the worker: steps that follow from others, stopping, going on, failing, coming back after a crash.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { recipes } from '../../core/recipes/index.ts'
import { defineRecipe, type Recipe, type RecipeContext } from '../../core/recipes/recipe.ts'
import { LabError } from '../../shared/labError.ts'
import { type RecipeDetails, recipeSpec } from '../../shared/recipe.ts'
import { openTestLab, temporaryFolder } from '../../testing/host/samples.ts'
import type { Lab } from './lab.ts'

const schema = z.object({
  trials: z.number().int().min(1).default(2),
  work: z.string().default('look'),
  behaviour: z.string().default(''),
})

/** Trials, then a work that reads their runs, then a last run that exists only once the work has chosen it. */
const trialsAndLast = defineRecipe({
  id: 'trials',
  title: 'Trials',
  summary: '',
  claim: '',
  schema,
  steps: ({ options: { trials, work, behaviour }, dataset, done }) => {
    if (dataset.task !== 'classify') throw new LabError('dataset', 'Trials need classes.')
    const first = Array.from({ length: trials }, (_, i) => ({
      kind: 'run' as const,
      id: `trial ${i + 1}`,
      title: i === 0 && behaviour ? behaviour : `Trial ${i + 1}`,
      spec: { training: { steps: 8 }, tuning: { id: 'full', options: {} } },
    }))
    const runs = first.flatMap(({ id }) => done.run(id)?.id ?? [])
    const look = { kind: 'work' as const, id: 'look', title: 'Look at them', work, input: { trials }, runs }
    const found = done.work('look') as { runs: string[] } | undefined
    const last = found && {
      kind: 'run' as const,
      id: 'last',
      title: `After ${found.runs.join(' and ')}`,
      spec: { training: { steps: 8 }, tuning: { id: 'full', options: {} } },
    }
    return [...first, look, ...(last ? [last] : [])]
  },
  result: ({ done }: RecipeContext<unknown>) => ({ run: done.run('last')!.id, said: done.work('look')! }),
})

beforeAll(() => void (recipes as Recipe[]).push(trialsAndLast))

const specOf = (options: Partial<z.input<typeof schema>> = {}, recipe = 'trials') =>
  recipeSpec.parse({ recipe, dataset: 'cafe', model: 'tiny', options })

/** Waits until the recipe is as `wanted`. */
function until(lab: Lab, id: string, wanted: (recipe: RecipeDetails) => boolean): Promise<RecipeDetails> {
  return new Promise((resolve) => {
    const look = async (): Promise<void> => {
      const recipe = await lab.handlers['recipes.get']({ id })
      if (!wanted(recipe)) return
      stop()
      resolve(recipe)
    }
    const stop = lab.listen(() => void look())
    void look()
  })
}

const inState =
  (wanted: RecipeDetails['state']) =>
  ({ state }: RecipeDetails): boolean =>
    state === wanted

test('steps are made in order, each from what those before it have found, and only the last run keeps its weights', async () => {
  const lab = await openTestLab(temporaryFolder())
  const { id } = await lab.handlers['recipes.start']({ spec: specOf() })
  const recipe = await until(lab, id, inState('done'))
  expect(recipe).toMatchObject({
    id: 'p1',
    name: 'Trials',
    modelTitle: 'tiny',
    counts: { done: 4, known: 4 },
  })
  expect(recipe.steps.map(({ id, state, run }) => `${id}: ${state} ${run}`)).toEqual([
    'trial 1: done r1',
    'trial 2: done r2',
    'look: done null',
    'last: done r3',
  ])
  expect(recipe.result).toEqual({
    run: 'r3',
    said: { input: { trials: 2 }, runs: ['r1', 'r2'], models: ['tiny'] },
  })
  const runs = await lab.handlers['runs.list']({})
  expect(runs.map(({ name, recipe }) => `${name}: ${recipe?.step}`)).toEqual([
    'After r1 and r2: last',
    'Trial 2: trial 2',
    'Trial 1: trial 1',
  ])
  for (const run of runs) expect(existsSync(join(lab.context.home.run(run.id), 'checkpoints'))).toBe(false)
  await lab.close()
})

test('a recipe that was stopped goes on where it was, and does nothing twice', async () => {
  const lab = await openTestLab(temporaryFolder())
  const { id } = await lab.handlers['recipes.start']({ spec: specOf({ trials: 3 }) })
  await until(lab, id, ({ counts }) => counts.done === 1)
  await lab.handlers['recipes.stop']({ id })
  const stopped = await until(lab, id, ({ steps }) =>
    steps.every(({ state }) => ['done', 'stopped', 'waiting'].includes(state)),
  )
  expect(stopped.state).toBe('stopped')
  const ended = await lab.handlers['runs.get']({ id: 'r1' })
  await lab.handlers['recipes.continue']({ id })
  const recipe = await until(lab, id, inState('done'))
  expect(recipe.steps.map(({ run }) => run)).toEqual(['r1', 'r2', 'r3', null, 'r4'])
  expect(await lab.handlers['runs.get']({ id: 'r1' })).toMatchObject({ ended: ended.ended })
  await lab.close()
})

test('a work that is given up leaves no trace and is done again', async () => {
  const folder = temporaryFolder()
  const lab = await openTestLab(folder)
  const { id } = await lab.handlers['recipes.start']({ spec: specOf({ trials: 1, work: 'slow' }) })
  await until(lab, id, ({ steps }) => steps[1]!.progress !== null)
  expect(lab.isBusy()).toBe(true)
  // As a person ends the program: it is under way again when it comes back.
  await lab.close()
  const again = await openTestLab(folder)
  const back = await until(again, id, ({ steps }) => steps[1]!.progress !== null)
  expect(back).toMatchObject({ state: 'running', counts: { done: 1 } })
  const stopped = await again.handlers['recipes.stop']({ id })
  expect(stopped.state).toBe('stopped')
  const still = await until(again, id, ({ steps }) => steps[1]!.state === 'waiting')
  expect(still).toMatchObject({ state: 'stopped', error: null })
  await again.close()
})

test('what fails stops the recipe and says why; a run that failed by its own fault is made anew', async () => {
  const lab = await openTestLab(temporaryFolder())
  const { id } = await lab.handlers['recipes.start']({ spec: specOf({ behaviour: 'fails', trials: 1 }) })
  const failed = await until(lab, id, inState('failed'))
  expect(failed.error).toEqual({ code: 'run', message: 'Run 1 failed: The loss became NaN at step 7.' })
  const other = await lab.handlers['recipes.start']({ spec: specOf({ work: 'crash', trials: 1 }) })
  const crashed = await until(lab, other.id, inState('failed'))
  expect(crashed.error).toMatchObject({ code: 'crashed', message: expect.stringContaining('gave up') })
  expect(crashed.counts.done).toBe(1)
  await lab.close()
})

test('a run that a person stops stops its recipe; deleting it takes its runs along, and Undo brings all back', async () => {
  const lab = await openTestLab(temporaryFolder())
  const { id } = await lab.handlers['recipes.start']({ spec: specOf() })
  await expect(async () => lab.handlers['recipes.delete']({ id })).rejects.toMatchObject({ code: 'run' })
  await lab.handlers['runs.stop']({ id: 'r1' })
  await until(lab, id, inState('stopped'))
  await until(lab, id, ({ steps }) => steps.every(({ state }) => state === 'stopped' || state === 'waiting'))
  await lab.handlers['recipes.delete']({ id })
  expect(await lab.handlers['recipes.list']({})).toEqual([])
  expect(await lab.handlers['runs.list']({})).toEqual([])
  await lab.handlers['recipes.restore']({ id })
  expect(await lab.handlers['runs.list']({})).toHaveLength(2)
  await lab.close()
})

test('what does not go together is told before anything is kept', async () => {
  const lab = await openTestLab(temporaryFolder())
  const start = (spec: ReturnType<typeof specOf>) => lab.handlers['recipes.start']({ spec })
  await expect(start(specOf({}, 'cake'))).rejects.toMatchObject({
    code: 'method',
    message: expect.stringContaining('There is no recipe called "cake"'),
  })
  await expect(start(specOf({ trials: 0 }))).rejects.toMatchObject({
    code: 'option',
    details: { option: 'trials.trials' },
  })
  await expect(start({ ...specOf(), dataset: 'gone' })).rejects.toMatchObject({ code: 'notFound' })
  const beside = { ...lab.context.store.datasets.get('cafe')!, id: 'beside' }
  lab.context.store.datasets.add(beside)
  lab.context.store.datasets.setDeleted('beside', '2026-01-01')
  for (const unlabelled of ['beside', 'gone'])
    await expect(start({ ...specOf({}, 'pet'), options: { unlabelled } })).rejects.toMatchObject({
      code: 'notFound',
      message: expect.stringContaining(`no dataset "${unlabelled}"`),
    })
  lab.context.store.datasets.add({ ...lab.context.store.datasets.get('cafe')!, id: 'stars', task: 'regress' })
  await expect(start({ ...specOf(), dataset: 'stars' })).rejects.toMatchObject({ code: 'dataset' })
  expect(await lab.handlers['recipes.list']({})).toEqual([])
  await lab.close()
})

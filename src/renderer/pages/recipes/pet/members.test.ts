import { expect, test } from 'vitest'
import type { PetLabelled, PetPrepared } from '../../../../shared/pet.ts'
import type { RecipeStep } from '../../../../shared/recipe.ts'
import type { RunResult } from '../../../../shared/run.ts'
import { petState } from './members.ts'

const step = (id: string, more: Partial<RecipeStep>): RecipeStep => ({
  ...{ id, title: id, kind: 'run', state: 'done', run: 'r1', result: null, work: null, progress: null },
  ...more,
})
const scored = (accuracy: number): Pick<RecipeStep, 'result'> => ({
  result: { scores: { dev: { loss: 1, examples: 10, accuracy } } } as unknown as RunResult,
})
const pattern = (title: string) => ({ title, template: '{text_a} {mask}', words: {}, model: 'starter' })
const prepared: Partial<PetPrepared> = {
  patterns: [pattern('Pattern 1'), pattern('Pattern 2')],
  before: [0.5, 0.7],
}
const prepare = step('prepare', { kind: 'work', work: prepared as RecipeStep['work'] })
const run = (generation: number, of: number, repetition: number, accuracy?: number): RecipeStep =>
  step(`generation ${generation}, pattern ${of}, repetition ${repetition}`, {
    ...(accuracy === undefined ? {} : scored(accuracy)),
  })

test('nothing is known before the patterns were asked untrained', () => {
  expect(petState({ steps: [step('prepare', { kind: 'work' })] })).toBeNull()
})

test('of several generations the newest is told, each run with its own pattern', () => {
  const of = (generation: number, from: number) =>
    [1, 2].flatMap((one) => [1, 2].map((again) => run(generation, one, again, from + one / 10 + again / 100)))
  const state = petState({ steps: [prepare, ...of(1, 0.1), step('grow 1', { kind: 'work' }), ...of(2, 0.5)] })
  expect(state!.members.map(({ before, validation }) => [before, validation!.toFixed(2)])).toEqual([
    [0.5, '0.61'],
    [0.5, '0.62'],
    [0.7, '0.71'],
    [0.7, '0.72'],
  ])
  expect(state!.members[0]).toMatchObject({ weight: null, withEnsemble: null })
  expect(state).toMatchObject({ labelled: null, classifier: null })
})

test('once the texts are labelled each pattern has its weight', () => {
  const models = [1, 2].map((n) => ({ title: `P${n}`, pattern: n - 1, weight: n / 3, withEnsemble: 0.9 }))
  const labelled = { models } as unknown as PetLabelled
  const label = step('label', { kind: 'work', work: labelled as unknown as RecipeStep['work'] })
  const state = petState({ steps: [prepare, run(1, 1, 1), run(1, 2, 1), label, step('classifier', {})] })
  expect(state!.members.map(({ title, weight }) => [title, weight])).toEqual([
    ['P1', 1 / 3],
    ['P2', 2 / 3],
  ])
  expect(state!.classifier?.id).toBe('classifier')
})

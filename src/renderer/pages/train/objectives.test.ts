import { expect, test } from 'vitest'
import { catalog } from '../../../core/catalog/catalog.ts'
import { emptySpec } from './draftSpec.ts'
import { fittingObjectives, withFittingObjective } from './objectives.ts'

const { objectives } = catalog()
const ids = (...[task, model]: [Parameters<typeof fittingObjectives>[1], 'masked' | 'causal']): string[] =>
  fittingObjectives(objectives, task, { languageModel: model }).map(({ id }) => id)

test('the dataset and the model decide what can be learned, labels first', () => {
  expect(ids('classify', 'masked')).toEqual(['classify', 'cloze', 'maskedLm', 'distil'])
  expect(ids('regress', 'causal')).toEqual(['regress', 'clozeScore', 'causalLm'])
  expect(ids('unlabelled', 'masked')).toEqual(['maskedLm', 'distil'])
  expect(ids('unlabelled', 'causal')).toEqual(['causalLm'])
})

test('an objective that no longer fits gives way, with the tuning that suits the new one', () => {
  const fitting = fittingObjectives(objectives, 'unlabelled', { languageModel: 'masked' })
  const draft = withFittingObjective(emptySpec, fitting)
  expect(draft).toMatchObject({ objective: { id: 'maskedLm' }, tuning: { id: 'full' } })
  const chosen = { ...draft, tuning: { id: 'lora', options: {} } }
  expect(withFittingObjective(chosen, fitting), 'what fits stays').toBe(chosen)
})

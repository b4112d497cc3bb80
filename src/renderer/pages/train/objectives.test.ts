import { expect, test } from 'vitest'
import type { Task } from '../../../shared/dataset.ts'
import { catalog } from '../../../core/catalog/catalog.ts'
import { emptySpec } from './draftSpec.ts'
import { fittingObjectives, withFittingObjective } from './objectives.ts'

const { objectives } = catalog()
const ids = (task: Task, model: 'masked' | 'causal', soft: { readonly softLabels?: true } = {}): string[] =>
  fittingObjectives(objectives, { task, ...soft }, { languageModel: model }).map(({ id }) => id)

test('the dataset and the model decide what can be learned, labels first', () => {
  expect(ids('classify', 'masked')).toEqual(['classify', 'cloze', 'tfidf', 'maskedLm', 'distil'])
  expect(ids('classify', 'causal', { softLabels: true })).toContain('softLabels')
  expect(ids('regress', 'causal')).toEqual(['regress', 'clozeScore', 'causalLm'])
  expect(ids('unlabelled', 'masked')).toEqual(['maskedLm', 'distil'])
  expect(ids('unlabelled', 'causal')).toEqual(['causalLm'])
})

test('an objective that no longer fits gives way, with the tuning that suits the new one', () => {
  const fitting = fittingObjectives(objectives, { task: 'unlabelled' }, { languageModel: 'masked' })
  const draft = withFittingObjective(emptySpec, fitting)
  expect(draft).toMatchObject({ objective: { id: 'maskedLm' }, tuning: { id: 'full' } })
  const chosen = { ...draft, tuning: { id: 'lora', options: {} } }
  expect(withFittingObjective(chosen, fitting), 'what fits stays').toBe(chosen)
})

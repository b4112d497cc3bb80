// A prompt and the objective that asks by it are told from each other.
import { expect, test } from 'vitest'
import { objectiveOf, promptOf } from './written.ts'

test('classes: template and words, beside whatever else is set', () => {
  const prompt = { template: '{text_a} {mask}', words: { bad: 'no' }, range: null }
  const objective = objectiveOf(prompt, 'classify', { balance: true })
  expect(objective).toEqual({
    id: 'cloze',
    options: { balance: true, template: '{text_a} {mask}', words: { bad: 'no' } },
  })
  expect(promptOf(objective)).toEqual(prompt)
})

test('numbers: two words and what they stand for; an empty word is the usual one', () => {
  const prompt = { template: '', words: { low: 'no', high: '' }, range: { low: 1, high: 4 } }
  const before = { lowWord: 'never', highWord: 'always' }
  const objective = objectiveOf(prompt, 'regress', before)
  expect(objective).toEqual({ id: 'clozeScore', options: { template: '', lowWord: 'no', low: 1, high: 4 } })
  expect(promptOf(objective)).toEqual(prompt)
  expect(promptOf({ id: 'clozeScore', options: {} })).toEqual({
    ...{ template: '', words: { low: '', high: '' }, range: null },
  })
})

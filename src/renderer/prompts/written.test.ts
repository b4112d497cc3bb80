// A prompt and the objective that asks by it are told from each other.
import { expect, test } from 'vitest'
import { demonstrationWish } from '../../shared/prompts.ts'
import { objectiveOf, promptOf, trained } from './written.ts'

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

test('a description is trained as the beginning of the template, and examples as demonstrations', () => {
  const prompt = { template: '{text_a} It was {mask}.', words: {}, range: null }
  expect(trained(prompt, 'usual')).toEqual({ prompt, options: {} })
  const demonstrations = demonstrationWish.parse({ perClass: 2, selection: 'similar' })
  expect(trained({ ...prompt, description: 'Say {so}. ', demonstrations }, 'usual')).toEqual({
    prompt: { ...prompt, template: 'Say {{so}}. {text_a} It was {mask}.' },
    options: { demonstrations: 'similar' },
  })
  const empty = { ...prompt, template: '', description: 'Say.' }
  expect(trained(empty, '{mask}: {text_a}').prompt.template).toBe('Say. {mask}: {text_a}')
})

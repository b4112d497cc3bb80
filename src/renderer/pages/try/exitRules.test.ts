import { expect, test } from 'vitest'
import { sampleSpec } from '../../../testing/host/samples.ts'
import { askedBy, firstRule, ruleOf, rulesFor } from './exitRules.ts'

const run = (objective: string, certainty = false) => ({
  spec: sampleSpec({
    objective: { id: objective },
    exit: { id: 'joint', options: { certainty } },
  }),
})

test('a run offers the rules that its answers allow', () => {
  expect(rulesFor(run('classify'))).toEqual(['entropy', 'probability', 'patience'])
  expect(rulesFor(run('regress', true))).toEqual(['patience', 'certainty'])
})

test('an address sets the rule where the run allows it', () => {
  expect(firstRule(run('classify'), 'patience=3')).toEqual({ rule: 'patience', words: '3' })
  expect(firstRule(run('classify'), 'certainty=0.1')).toMatchObject({ rule: 'entropy' })
  expect(firstRule(run('regress'), 'entropy=0.3')).toMatchObject({ rule: 'patience' })
  expect(firstRule(run('classify'), null)).toMatchObject({ rule: 'entropy' })
  expect(ruleOf(firstRule(run('classify'), 'probability=0.9/0.8'))).toEqual({
    rule: 'probability',
    threshold: [0.9, 0.8],
  })
})

test('an address remembers what was set', () => {
  for (const draft of [
    { rule: 'probability', words: '0.9/0.8' },
    { rule: null, words: '0.3' },
  ] as const)
    expect(firstRule(run('classify'), askedBy(draft))).toEqual(draft)
})

test('half a threshold is no rule yet', () => {
  expect(ruleOf({ rule: 'entropy', words: '' })).toBe(null)
  expect(ruleOf({ rule: 'entropy', words: '0.3/' })).toBe(null)
  expect(ruleOf({ rule: null, words: '0.3' })).toBe(null)
})

import { expect, test } from 'vitest'
import { join } from 'node:path'
import { goldenFolder } from '../../testing/golden.ts'
import { loadTokenizer } from '../tokens/tokenizer.ts'
import { knownPrompts } from './known.ts'
import { parseTemplate } from './template.ts'
import { verbalizer } from './verbalizer.ts'

const starter = join(import.meta.dirname, '..', '..', '..', 'resources', 'models', 'starter')
const tokenizer = await loadTokenizer(starter)
const words = (given: Record<string, string>, masks = 1) =>
  verbalizer(['bad', 'good'], given, tokenizer, masks).map((all) =>
    all.map((ids) => ids.map((id) => tokenizer.tokenOf(id)).join(' ')),
  )

test('words inside a sentence, several for a label, and labels that are their own words', () => {
  expect(words({ bad: 'terrible', good: 'great, wonderful' })).toEqual([['terrible'], ['great', 'wonderful']])
  expect(words({ good: 'great/fine' })).toEqual([['bad'], ['great', 'fine']])
  expect(words({ good: 'not bad' }, 2)).toEqual([['bad'], ['not bad']])
})

test.each([
  [{ good: 'great', bad: 'great' }, /"great" stands for both "bad" and "good"/],
  [{ good: '' }, /"good" has none/],
  [{ okay: 'fine' }, /a label "okay", which the dataset does not have: bad, good/],
  [{ toString: 'fine' }, /a label "toString"/],
  [
    { good: 'wonderfulnesses' },
    /"wonderfulnesses" \(for "good"\) is \d tokens to this model \(.*\), and the template has one \{mask\}.*Words it knows whole: wonderful/,
  ],
])('%o is refused', (given, message) => {
  expect(() => words(given as Record<string, string>)).toThrow(
    expect.objectContaining({ code: 'option', message: expect.stringMatching(message) }),
  )
})

test('byte-pair vocabularies know a word inside a sentence with the space before it', async () => {
  const roberta = await loadTokenizer(goldenFolder('tokenizers/roberta'))
  const [[good]] = verbalizer(['good'], {}, roberta, 1) as [[number[]]]
  expect(good.map((id) => roberta.tokenOf(id))).toEqual(['Ġgood'])
})

test.each([
  [['negative', 'positive'], false, { negative: 'terrible', positive: 'great' }],
  [['Positive', 'Negative'], false, { Negative: 'terrible', Positive: 'great' }],
  [
    ['entailment', 'neutral', 'contradiction'],
    true,
    { entailment: 'Yes', neutral: 'Maybe', contradiction: 'No' },
  ],
  [['duplicate', 'not_duplicate'], true, { duplicate: 'Yes', not_duplicate: 'No' }],
  [['refund', 'delivery', 'other'], false, {}],
])('known words for %o', (labels, pairs, expected) => {
  const prompts = knownPrompts(labels, pairs, 'masked')
  expect(prompts[0]!.words).toEqual(expected)
  for (const { template } of prompts) expect(parseTemplate(template).masks).toBe(1)
})

test.each([
  [['negative', 'positive'], false, ['{text_a} It was {mask}', '{text_a} All in all, it was {mask}']],
  [['World', 'Sports', 'Business', 'Sci/Tech'], false, ['{text_a} This is {mask}']],
  [['not_entailment', 'entailment'], true, ['{text_a} {text_b} Answer: {mask}']],
])('a model that reads from left to right is asked about %o at the end', (labels, pairs, expected) => {
  expect(knownPrompts(labels, pairs, 'causal').map(({ template }) => template)).toEqual(expected)
})

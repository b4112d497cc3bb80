// Offers of which label means which.
import { expect, test } from 'vitest'
import { offerMapping } from './labelMapping.ts'

const sentiment = ['negative', 'positive']
const stars = ['1', '2', '3', '4', '5']

test.each([
  ['equal names', ['a', 'b'], ['b', 'a'], { a: 'a', b: 'b' }],
  [
    'case and punctuation',
    ['Card_Lost', 'top up'],
    ['card lost', 'Top-Up'],
    { Card_Lost: 'card lost', 'top up': 'Top-Up' },
  ],
  ['short forms', ['neg', 'pos'], sentiment, { neg: 'negative', pos: 'positive' }],
  ['0 and 1', ['0', '1'], sentiment, { 0: 'negative', 1: 'positive' }],
  ['0 and 1 the other way', ['bad', 'good'], ['0', '1'], { bad: '0', good: '1' }],
  ['model outputs', ['LABEL_0', 'LABEL_1'], ['ham', 'spam'], { LABEL_0: 'ham', LABEL_1: 'spam' }],
  ['1 and 2', ['1', '2'], sentiment, { 1: 'negative', 2: 'positive' }],
  [
    'five stars on two classes',
    stars,
    sentiment,
    { 1: 'negative', 2: 'negative', 3: null, 4: 'positive', 5: 'positive' },
  ],
  ['two classes on five stars', ['neg', 'pos'], stars, { neg: '2', pos: '4' }],
  [
    'stars in words',
    ['1 star', '2 stars', '3 stars', '4 stars', '5 stars'],
    stars,
    { '1 star': '1', '2 stars': '2', '3 stars': '3', '4 stars': '4', '5 stars': '5' },
  ],
  [
    'three classes on two',
    ['neutral', 'positive', 'negative'],
    sentiment,
    { neutral: null, positive: 'positive', negative: 'negative' },
  ],
  [
    'inference with two classes',
    ['entailment', 'neutral', 'contradiction'],
    ['entailment', 'not_entailment'],
    { entailment: 'entailment', neutral: 'not_entailment', contradiction: 'not_entailment' },
  ],
  [
    'paraphrases',
    ['not_duplicate', 'duplicate'],
    ['not_equivalent', 'equivalent'],
    { not_duplicate: 'not_equivalent', duplicate: 'equivalent' },
  ],
  ['strong words', ['pos', 'neg'], ['great', 'terrible'], { pos: 'great', neg: 'terrible' }],
  ['a name of its own', ['great', 'sport'], ['great', 'positive'], { great: 'great', sport: null }],
  ['a meaning that two classes have', ['pos'], ['positive', 'good', 'bad'], { pos: null }],
])('%s', (_, labels, known, expected) => {
  expect(offerMapping(labels, known)).toEqual(expected)
})

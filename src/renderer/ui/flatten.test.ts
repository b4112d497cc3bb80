import { expect, test } from 'vitest'
import { flatten, sideBySide } from './flatten.ts'

test('nested options become names with dots', () => {
  const spec = {
    tuning: { id: 'lora', options: { rank: 8, targets: ['query', 'value'] } },
    dropout: null,
    rules: [],
  }
  expect(flatten(spec)).toEqual([
    ['tuning.id', 'lora'],
    ['tuning.options.rank', '8'],
    ['tuning.options.targets', 'query, value'],
    ['dropout', 'default'],
    ['rules', 'default'],
  ])
})

test('side by side, differences are known', () => {
  expect(
    sideBySide([
      { a: 1, b: 2 },
      { a: 1, c: true },
    ]),
  ).toEqual([
    { name: 'a', values: ['1', '1'], same: true },
    { name: 'b', values: ['2', ''], same: false },
    { name: 'c', values: ['', 'on'], same: false },
  ])
})

// The table of templates: its best values, and its order.
import { expect, test } from 'vitest'
import type { ClassPromptScores, NumberPromptScores } from '../../../shared/prompts.ts'
import { bestOf, columnsFor, sorted, sortingAfter, type Sorting } from './scoreColumns.ts'

const rows = { rows: { dev: 1, train: 1 }, truncated: 0 }
const classes = (accuracy: number, loss: number): ClassPromptScores => ({
  kind: 'classes',
  ...rows,
  ...{ accuracy, loss, macroF1: 0, contextual: 0, pmi: 0, bias: 0, prior: [] },
})
const columns = columnsFor('classes')
const column = (id: string) => columns.find((one) => one.id === id)!

test('the largest accuracy and the smallest loss are best, unless there is nothing to be better than', () => {
  const all = [classes(0.5, 1), classes(0.7, 2)]
  expect(bestOf(column('accuracy'), all)).toBe(0.7)
  expect(bestOf(column('loss'), all)).toBe(1)
  expect(bestOf(column('loss'), all.slice(1))).toBeUndefined()
})

test('of numbers a mean that is too low is as bad as one that is too high, and told with its sign', () => {
  const even = { mean: 0, deviation: 0 }
  const scores: NumberPromptScores = {
    kind: 'numbers',
    ...rows,
    ...{ pearson: 0, spearman: 0, loss: 0, bias: -2, truth: even, predicted: even, contentFree: 0 },
  }
  const bias = columnsFor('numbers').find(({ id }) => id === 'bias')!
  expect(bias.text(scores)).toBe('-2.00')
  expect(bestOf(bias, [scores, { ...scores, bias: 1 }])).toBe(1)
})

test('a column is sorted best first, then worst first, then as written; what has no scores comes last', () => {
  const list = [
    { name: 'a', scores: undefined },
    { name: 'b', scores: classes(0.5, 1) },
    { name: 'c', scores: classes(0.7, 2) },
  ]
  const names = (sorting: Sorting | null) => sorted(list, columns, sorting).map(({ name }) => name)
  let sorting = sortingAfter(null, column('accuracy'))
  expect(names(sorting)).toEqual(['c', 'b', 'a'])
  sorting = sortingAfter(sorting, column('accuracy'))
  expect(names(sorting)).toEqual(['b', 'c', 'a'])
  sorting = sortingAfter(sorting, column('accuracy'))
  expect(names(sorting)).toEqual(['a', 'b', 'c'])
  expect(names(sortingAfter(null, column('loss')))).toEqual(['b', 'c', 'a'])
})

// Which datasets can test a model, and how many of their rows count.
import { expect, test } from 'vitest'
import type { DatasetManifest } from '../../shared/dataset.ts'
import { otherDatasets, rowsUnder, testedSplit } from './otherDatasets.ts'

function dataset(id: string, given: Partial<DatasetManifest> = {}): DatasetManifest {
  const report = {
    splits: { train: 7, test: 5 },
    classes: [
      { label: 'pos', counts: { train: 4, test: 2 } },
      { label: 'neu', counts: { train: 2, test: 3 } },
      { label: 'neg', counts: { train: 1 } },
    ],
  }
  return { id, task: 'classify', pairs: false, report, ...given } as DatasetManifest
}

test('only other datasets of the same kind can be chosen', () => {
  const own = dataset('own')
  const all = [
    own,
    dataset('other'),
    dataset('pairs', { pairs: true }),
    dataset('numbers', { task: 'regress' }),
  ]
  expect(otherDatasets(all, own).map(({ id }) => id)).toEqual(['other'])
  const anyPairs = { id: '', task: 'classify', pairs: null } as const
  expect(otherDatasets(all, anyPairs).map(({ id }) => id)).toEqual(['own', 'other', 'pairs'])
  expect(otherDatasets(all, undefined)).toEqual([])
})

test('the test file is scored where there is one, and rows without a meaning are counted', () => {
  const other = dataset('other')
  expect(testedSplit(other)).toBe('test')
  expect(rowsUnder(other, { pos: 'good', neu: null, neg: 'bad' })).toEqual({ taken: 2, left: 3 })
  expect(rowsUnder(dataset('numbers', { task: 'regress' }), {})).toEqual({ taken: 5, left: 0 })
})

// Warnings offer a way out where there is one.
import { expect, test } from 'vitest'
import type { ImportReport, TokenReport } from '../../../shared/dataset.ts'
import { fixOf, longerMaximum } from './warningFixes.ts'

const none = { count: 0, rows: [] }
const report = (splits: ImportReport['splits']): ImportReport => ({
  rows: 4,
  kept: 4,
  setAside: 0,
  splits,
  classes: [],
  range: null,
  characters: { edges: [], counts: [] },
  empty: none,
  duplicates: { count: 2, rows: [3, 9] },
  conflicts: none,
  overlap: { count: 1, rows: [2] },
  setAsideRows: [],
  warnings: [],
})
const tokens = (longest: number, p95: number, maxLength = 128): TokenReport => ({
  model: 'm',
  maxLength,
  lengths: { edges: [], counts: [] },
  median: 20,
  p95,
  longest,
  truncated: 0.1,
  unknown: 0,
})

test('rows are shown where their numbers say which split is meant', () => {
  expect(fixOf('duplicates', report({ train: 4 }))).toMatchObject({
    kind: 'rows',
    only: { split: 'train', rows: [3, 9] },
  })
  expect(fixOf('duplicates', report({ train: 4, dev: 2 }))).toBeNull()
  expect(fixOf('overlap', report({ train: 4, dev: 2 }))).toMatchObject({ only: { split: 'dev', rows: [2] } })
  expect(fixOf('fewRows', report({ train: 4 }))).toBeNull()
})

test('the longer maximum reads nearly all texts and stays within the model', () => {
  expect(longerMaximum(tokens(200, 150), 512)).toBe(224)
  expect(longerMaximum(tokens(4000, 150), 512)).toBe(256)
  expect(longerMaximum(tokens(4000, 900), 512)).toBe(512)
  expect(longerMaximum(tokens(200, 150), 128)).toBeNull()
})

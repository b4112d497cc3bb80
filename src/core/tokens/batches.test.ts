import { expect, test } from 'vitest'
import { random } from '../../shared/random.ts'
import { planEpoch, planEvaluation } from './batches.ts'

const stream = random(3, 'lengths')
const lengths = Int32Array.from({ length: 1003 }, () => 3 + Math.floor(60 * stream.uniform() ** 2))
const options = { batch: 16, microTokens: 150, seed: 1, epoch: 0 }
const tokensOf = (rows: readonly number[]) => rows.reduce((sum, row) => sum + lengths[row]!, 0)

test('every row is in exactly one batch of an epoch', () => {
  const rows = planEpoch(lengths, options).flatMap(({ micro }) => micro.flat())
  expect(rows.toSorted((a, b) => a - b)).toEqual(Array.from(lengths.keys()))
})

test('batches have their size, all but one', () => {
  const sizes = planEpoch(lengths, options).map(({ micro }) => micro.flat().length)
  expect(sizes).toHaveLength(63)
  expect(sizes.toSorted((a, b) => a - b)).toEqual([11, ...new Array<number>(62).fill(16)])
})

test('the same seed and epoch give the same plan; another epoch or seed gives another', () => {
  const plan = planEpoch(lengths, options)
  expect(planEpoch(lengths, options)).toEqual(plan)
  expect(planEpoch(lengths, { ...options, epoch: 1 })).not.toEqual(plan)
  expect(planEpoch(lengths, { ...options, seed: 2 })).not.toEqual(plan)
})

test('pieces are never empty and hold about the tokens asked for', () => {
  for (const { micro } of planEpoch(lengths, options)) {
    const total = tokensOf(micro.flat())
    expect(micro.length).toBeLessThanOrEqual(Math.max(1, Math.round(total / 150)))
    for (const piece of micro) {
      expect(piece.length).toBeGreaterThan(0)
      expect(tokensOf(piece)).toBeLessThan(1.5 * 150 + 63)
    }
  }
})

test('rows of a batch are of like length, so that there is little padding', () => {
  const padding = (groups: readonly (readonly number[])[]) =>
    groups.reduce((sum, rows) => sum + rows.length * Math.max(...rows.map((row) => lengths[row]!)), 0) /
    tokensOf(groups.flat())
  const sorted = planEpoch(lengths, options).map(({ micro }) => micro.flat())
  const unsorted = planEpoch(lengths, { ...options, window: 1 }).map(({ micro }) => micro.flat())
  expect(padding(sorted)).toBeLessThan(1.25)
  expect(padding(unsorted)).toBeGreaterThan(1.8)
})

test('batches of short and long rows come in mixed order', () => {
  const first = planEpoch(lengths, options)
    .slice(0, 8)
    .map(({ micro }) => tokensOf(micro.flat()))
  expect(first).not.toEqual(first.toSorted((a, b) => a - b))
})

test('evaluation goes over every row once, longest first, within the tokens asked for', () => {
  const plan = planEvaluation(lengths, 200)
  expect(plan.flat().toSorted((a, b) => a - b)).toEqual(Array.from(lengths.keys()))
  const inOrder = plan.flat().map((row) => lengths[row]!)
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => b - a))
  for (const piece of plan) expect(tokensOf(piece)).toBeLessThanOrEqual(200)
  expect(planEvaluation([7, 500, 9], 200)).toEqual([[1], [2, 0]])
  expect(planEvaluation([], 200)).toEqual([])
})

test('an impossible option is an error that names it', () => {
  expect(() => planEpoch(lengths, { ...options, batch: 0 })).toThrow(
    'batch must be a whole number of at least 1',
  )
  expect(() => planEvaluation(lengths, Number.NaN)).toThrow('microTokens')
})

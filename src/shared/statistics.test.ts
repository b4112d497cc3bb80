// Against closed forms and the tables of Student's t.
import { expect, test } from 'vitest'
import { holm, leastExactP, mean, pairedTest, standardDeviation, tailsOfT } from './statistics.ts'

test('mean and sample deviation', () => {
  expect(mean([1, 2, 3, 6])).toBe(3)
  expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12)
  expect(standardDeviation([5])).toBe(0)
  expect(standardDeviation([0.7, 0.7, 0.7])).toBe(0)
})

// With 1 degree of freedom: 1 - 2/pi atan t. With 2: 1 - t / sqrt(2 + t^2).
test.each([0, 0.1, 0.7, 1, 3, 20])('both tails at t = %d in closed form', (t) => {
  expect(tailsOfT(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 10)
  expect(tailsOfT(-t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 10)
})

test.each([
  [4, 2.776445, 0.05],
  [4, 4.604095, 0.01],
  [9, 2.262157, 0.05],
  [30, 2.042272, 0.05],
])('%d degrees of freedom: t = %d has p = %d', (freedom, t, p) => {
  expect(tailsOfT(t, freedom)).toBeCloseTo(p, 6)
})

test('pairs that all differ alike are told from pairs that do not', () => {
  // d = 1, 2, 3, 2, 2: mean 2, sd sqrt(1/2), t = 2 / sqrt(1/10)
  const test5 = pairedTest([
    [2, 1],
    [4, 2],
    [6, 3],
    [5, 3],
    [3, 1],
  ])
  expect(test5).toMatchObject({ difference: 2, pairs: 5 })
  expect(test5.p).toBeCloseTo(tailsOfT(2 / Math.sqrt(0.1), 4), 12)
  expect(
    pairedTest([
      [1, 1],
      [2, 2],
    ]).p,
  ).toBe(1)
  expect(
    pairedTest([
      [2, 1],
      [3, 2],
    ]).p,
  ).toBe(0)
  expect(pairedTest([[2, 1]]).p).toBeNull()
})

// Worked out by hand: 4 x 0.005, 3 x 0.01, 2 x 0.03, and 0.04 raised to the one before it.
test('Holm’s correction: times the tests still open, and never below an earlier one', () => {
  const close = (found: readonly number[], wanted: readonly number[]): void =>
    found.forEach((p, i) => expect(p).toBeCloseTo(wanted[i]!, 12))
  close(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])
  close(holm([0.5, 0.6]), [1, 1])
  close(holm([0.03]), [0.03])
  expect(holm([])).toEqual([])
})

test('five seeds are too few for an exact test, six are not', () => {
  expect([leastExactP(1), leastExactP(5), leastExactP(6)]).toEqual([1, 0.0625, 0.03125])
})

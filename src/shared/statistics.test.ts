// Against closed forms, the tables of Student's t, and SciPy.
import { expect, test } from 'vitest'
import {
  holm,
  leastExactP,
  mean,
  mostFlipped,
  pairedTest,
  standardDeviation,
  tailsOfT,
} from './statistics.ts'

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
  expect(pairedTest([[2, 1]])).toMatchObject({ p: null, exactP: null })
})

test('differences that are all alike leave only their signs to judge by', () => {
  const alike = Array.from({ length: 6 }, (): [number, number] => [0.75, 0.7])
  expect(pairedTest(alike)).toMatchObject({ deviation: 0, p: 2 / 64, exactP: 2 / 64 })
})

// scipy.stats 1.17.1: ttest_rel(a, b).pvalue, and permutation_test((a, b), mean of a - b, permutation_type='samples',
// n_resamples=inf).pvalue.
test.each([
  [
    'five seeds, all one way',
    [0.912, 0.934, 0.921, 0.905, 0.93],
    [0.887, 0.921, 0.903, 0.899, 0.911],
    0.007044217621783206,
    0.0625,
  ],
  [
    'six seeds, all one way',
    [0.912, 0.934, 0.921, 0.905, 0.93, 0.918],
    [0.887, 0.921, 0.903, 0.899, 0.911, 0.908],
    0.002893012792829929,
    0.03125,
  ],
  [
    'five seeds, both ways',
    [0.71, 0.684, 0.733, 0.702, 0.69],
    [0.695, 0.691, 0.72, 0.711, 0.67],
    0.34598647783417047,
    0.375,
  ],
  ['many sums alike', [3, 5, 2, 7, 4, 6, 5, 3], [2, 6, 1, 6, 5, 4, 3, 3], 0.1802623726903717, 0.28125],
  [
    'twelve seeds, nothing in it',
    [0.8, 0.806, 0.795, 0.782, 0.791, 0.78, 0.801, 0.827, 0.79, 0.788, 0.81, 0.807],
    [0.791, 0.809, 0.787, 0.766, 0.799, 0.777, 0.816, 0.834, 0.804, 0.783, 0.817, 0.796],
    0.9559385453126475,
    0.97607421875,
  ],
])('both tests as SciPy has them: %s', (_, a, b, p, exactP) => {
  const pairs = a.map((value, i): [number, number] => [value, b[i]!])
  const forth = pairedTest(pairs)
  expect(forth.p).toBeCloseTo(p, 10)
  expect(forth.exactP).toBe(exactP)
  expect(pairedTest(pairs.map(([x, y]) => [y, x]))).toMatchObject({ exactP })
})

test('beyond so many pairs signs are not tried any more', () => {
  const pairs = Array.from({ length: mostFlipped + 1 }, (_, i): [number, number] => [i, 0])
  expect(pairedTest(pairs).exactP).toBeNull()
  expect(pairedTest(pairs.slice(2)).exactP).toBeLessThan(0.001)
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

import { expect, test } from 'vitest'
import { random } from '../random.ts'
import { expectedCalibrationError, reliability } from './calibration.ts'

const logit = (p: number): number => Math.log(p / (1 - p))

/** Rows that are answered with probability `p`, `right` of `rows` of them rightly. */
const answered = (p: number, rows: number, right: number) =>
  Array.from({ length: rows }, (_, i) => ({
    answers: [{ logits: [logit(p), 0] }],
    target: i < right ? 0 : 1,
  }))

test('bins hold what was answered about as surely, and ECE weighs their gaps by their rows', () => {
  const bins = reliability([...answered(0.75, 4, 3), ...answered(0.95, 12, 6)], 0)
  expect(bins.map(({ rows }) => rows)).toEqual([0, 0, 0, 0, 0, 0, 0, 4, 0, 12])
  expect(bins[7]!.confidence).toBeCloseTo(0.75, 12)
  expect(bins[7]!.accuracy).toBe(0.75)
  expect(bins[9]!.accuracy).toBe(0.5)
  // 12 of 16 rows are wrong about themselves by 0.95 - 0.5.
  expect(expectedCalibrationError(bins)).toBeCloseTo(0.75 * 0.45, 12)
})

test('answers that are as often right as they say have hardly any error, and a sure answer has a bin', () => {
  const rng = random(1, 'calibrated')
  const rows = Array.from({ length: 20_000 }, () => {
    const p = 0.5 + 0.5 * rng.uniform()
    return { answers: [{ logits: [logit(p), 0] }], target: rng.uniform() < p ? 0 : 1 }
  })
  expect(expectedCalibrationError(reliability(rows, 0))).toBeLessThan(0.02)
  expect(reliability([{ answers: [{ logits: [1000, 0] }], target: 0 }], 0).at(-1)!.rows).toBe(1)
  expect(expectedCalibrationError(reliability([], 0))).toBe(0)
})

import { expect, test } from 'vitest'
import { softmax } from '../../shared/softmax.ts'
import { calibrated, domainPmi } from './calibration.ts'

const logits = (...p: number[]): Float32Array => Float32Array.from(p, Math.log)

test('contextual calibration divides by what the prompt says of nothing, and makes it a distribution again', () => {
  // 0.7 / 0.8 to 0.3 / 0.2 is 7 to 12.
  const [first, second] = softmax(calibrated(logits(0.7, 0.3), [0.8, 0.2]))
  expect(first).toBeCloseTo(7 / 19, 6)
  expect(second).toBeCloseTo(12 / 19, 6)
})

test('a label that content-free inputs never get stays a number', () => {
  expect([...calibrated(logits(0.7, 0.3), [1, 0])].every(Number.isFinite)).toBe(true)
})

test('domain PMI is how much likelier a text makes the words of a label', () => {
  const [first, second] = domainPmi(logits(0.02, 0.001), logits(0.1, 0.0001))
  expect(first).toBeCloseTo(Math.log(0.2), 5)
  expect(second).toBeCloseTo(Math.log(10), 5)
})

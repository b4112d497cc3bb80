import { expect, test } from 'vitest'
import { enclosing, enclosingPowers, multiples, roundStep, timeStep } from './ticks.ts'

test.each([
  [10, 5, 2],
  [7, 5, 2],
  [0.3, 5, 0.1],
  [1182, 6, 200],
  [0.0005, 5, 0.0001],
])('a span of %d in at most %d parts steps by %d', (span, most, step) => {
  expect(roundStep(span, most)).toBeCloseTo(step, 12)
})

test('time steps are those of a clock', () => {
  expect([56, 300, 4000, 90_000].map((span) => timeStep(span, 5))).toEqual([15, 60, 900, 21_600])
})

test('ticks are round and lie inside', () => {
  expect(multiples(1, 180, 50)).toEqual([50, 100, 150])
  expect(multiples(0, 0.5, 0.1)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5])
})

test('an axis encloses its values, also a flat one and none', () => {
  expect(enclosing([0.38, 0.76])).toEqual([0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
  expect(enclosing([0.5, 0.5])).toEqual([0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
  expect(enclosing([0, 0])).toEqual([-1, -0.5, 0, 0.5, 1])
  expect(enclosing([Number.NaN])).toEqual([0, 1])
})

test('a logarithmic axis runs between round numbers', () => {
  expect(enclosingPowers([1.1, 1.9])).toEqual([1, 2])
  expect(enclosingPowers([0.3, 2])).toEqual([0.2, 0.5, 1, 2])
  expect(enclosingPowers([0.003, 20])).toEqual([0.001, 0.01, 0.1, 1, 10, 100])
  expect(enclosingPowers([1, 1])).toEqual([1, 2])
  expect(enclosingPowers([0, -1])).toEqual([0.1, 1])
})

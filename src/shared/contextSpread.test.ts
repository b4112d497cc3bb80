// The spread over orders and selections of examples.
import { expect, test } from 'vitest'
import { contextSpread } from './contextSpread.ts'

const trial = (selection: number, order: number, score: number) => ({
  ...{ selection, order, score, calibrated: null, loss: 0 },
})

test('orders of the first selection, and selections in the first order', () => {
  const { orders, selections } = contextSpread([trial(0, 0, 0.5), trial(0, 1, 0.7), trial(1, 0, 0.3)])
  expect(orders).toMatchObject({ scores: [0.5, 0.7], least: 0.5, most: 0.7 })
  expect(orders!.mean).toBeCloseTo(0.6, 12)
  expect(selections).toMatchObject({ scores: [0.5, 0.3], least: 0.3, most: 0.5 })
  expect(selections!.deviation).toBeCloseTo(Math.SQRT2 / 10, 12)
})

test('one alone has no spread', () => {
  expect(contextSpread([trial(0, 0, 0.5), trial(0, 1, 0.7)]).selections).toBeNull()
  expect(contextSpread([])).toEqual({ orders: null, selections: null })
})

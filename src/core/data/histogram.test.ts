// Histograms count every value once, in round bins, with the few longest in a bin of their own.
import { expect, test } from 'vitest'
import { histogram } from './histogram.ts'

test('bins have a round width and hold every value', () => {
  const tally = new Map(Array.from({ length: 90 }, (_, i) => [i, 2]))
  expect(histogram(tally)).toEqual({
    edges: Array.from({ length: 19 }, (_, i) => 5 * i),
    counts: Array.from({ length: 18 }, () => 10),
  })
})

test('rare long values do not stretch the chart', () => {
  const { edges, counts } = histogram(
    new Map([
      [3, 500],
      [10, 499],
      [9999, 1],
    ]),
  )
  expect(edges).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 10_000])
  expect([counts[3], counts[10], counts.at(-1)]).toEqual([500, 499, 1])
})

test('nothing, and one value', () => {
  expect(histogram(new Map())).toEqual({ edges: [0, 1], counts: [0] })
  expect(histogram(new Map([[0, 7]]))).toEqual({ edges: [0, 1], counts: [7] })
})

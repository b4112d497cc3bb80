// Solved rows in prompts: their orders and selections, and that no row is its own example.
import { expect, test } from 'vitest'
import { demonstrationWish } from '../../shared/prompts.ts'
import { inContext } from './inContext.ts'

const pool = ['bad', 'good'].map((word, c) =>
  Array.from({ length: 6 }, (_, i) => ({ texts: { text: `${word} ${i}` }, word: [c] })),
)
const wish = (own: object) => demonstrationWish.parse({ perClass: 2, orders: 5, ...own })
const query = { text: 'odd' }

test('the same examples in different orders, then other examples', () => {
  const { trials, beside } = inContext(pool, wish({}))
  expect(trials).toEqual([
    ...[0, 1, 2, 3, 4].map((order) => ({ selection: 0, order })),
    ...[1, 2, 3, 4].map((selection) => ({ selection, order: 0 })),
  ])
  const all = trials.map((trial) => beside(query, trial).map(({ texts }) => texts.text))
  const orders = all.slice(0, 5)
  expect(new Set(orders.map(String)).size).toBe(5)
  expect(new Set(orders.map((texts) => String(texts.toSorted()))).size).toBe(1)
  expect(new Set([all[0]!, ...all.slice(5)].map((texts) => String(texts.toSorted()))).size).toBeGreaterThan(1)
  for (const texts of all)
    for (const word of ['bad', 'good']) expect(texts.filter((text) => text.startsWith(word))).toHaveLength(2)
})

test('there are no more orders than the examples have', () => {
  const orders = inContext(pool, wish({ perClass: 1, orders: 24 })).trials.filter((t) => t.selection === 0)
  expect(orders).toHaveLength(2)
})

test('the same seed gives the same examples, another one others', () => {
  const texts = (seed: number) => {
    const { trials, beside } = inContext(pool, wish({ seed }))
    return trials.map((trial) => beside(query, trial).map(({ texts }) => texts.text))
  }
  expect(texts(1)).toEqual(texts(1))
  expect(texts(1)).not.toEqual(texts(2))
})

test('a row that is among the examples gets another one in its place', () => {
  const { trials, beside } = inContext(pool, wish({ perClass: 5 }))
  const own = beside(pool[1]![3]!.texts, trials[0]!).map(({ texts }) => texts.text)
  expect(own).toHaveLength(10)
  expect(own).not.toContain('good 3')
})

test('the most like ones, however they are ordered, and one selection of them', () => {
  const angle = (degrees: number) =>
    Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180))
  const likeness = { query: angle(50), pool: pool.map((rows) => rows.map((_, i) => angle(20 * i))) }
  const { trials, beside } = inContext(pool, wish({ selection: 'similar' }))
  expect(trials.every(({ selection }) => selection === 0)).toBe(true)
  expect(
    beside(query, trials[0]!, likeness)
      .map(({ texts }) => texts.text)
      .toSorted(),
  ).toEqual(['bad 2', 'bad 3', 'good 2', 'good 3'])
})

import { expect, test } from 'vitest'
import { random } from '../../shared/random.ts'
import { candidates, demonstrationPool, draw, poolSize } from './demonstrations.ts'

const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ texts: { text: `text ${i}` }, of: i % 2 }))
const pool = (count: number, seed = 1) =>
  demonstrationPool(rows(count), ['bad', 'good'], [[7], [8, 9]], random(seed))
const textsOf = (some: readonly { readonly texts: { readonly text: string } }[]) =>
  some.map(({ texts }) => texts.text)

test('a pool has each class’s rows with its word, no text twice, and not too many', () => {
  const doubled = [...rows(6), ...rows(6)]
  const found = demonstrationPool(doubled, ['bad', 'good'], [[7], [8, 9]], random(1))
  expect(found.map((own) => textsOf(own).toSorted())).toEqual([
    ['text 0', 'text 2', 'text 4'],
    ['text 1', 'text 3', 'text 5'],
  ])
  expect(found[1]!.every(({ word }) => word.join() === '8,9')).toBe(true)
  expect(pool(2 * poolSize + 20).map((own) => own.length)).toEqual([poolSize, poolSize])
})

test('a class needs two different rows, for none is its own demonstration', () => {
  const one = [...rows(3), { texts: { text: 'text 1' }, of: 1 }]
  expect(() => demonstrationPool(one, ['bad', 'good'], [[7], [8]], random(1))).toThrow(
    /two different training rows of each class, and "good" has one/,
  )
})

test('one of each class is drawn, never the row itself, and every other in time', () => {
  const from = candidates(pool(6), { text: 'text 2' })
  const drawn = Array.from({ length: 60 }, (_, i) => textsOf(draw(from, random(i))))
  expect(new Set(drawn.map(([first]) => first))).toEqual(new Set(['text 0', 'text 4']))
  expect(new Set(drawn.map(([, second]) => second))).toEqual(new Set(['text 1', 'text 3', 'text 5']))
})

test('of each class the share with the largest cosine, at least one', () => {
  const own = pool(12)
  // "text i" lies at i degrees.
  const vector = (text: string): Float32Array => {
    const angle = (Number(text.slice(5)) * Math.PI) / 180
    return Float32Array.of(Math.cos(angle), Math.sin(angle))
  }
  const vectors = own.map((of) => textsOf(of).map(vector))
  const near = (text: string, share: number) =>
    candidates(own, { text }, { query: vector(text), pool: vectors, share }).map((of) =>
      textsOf(of).toSorted(),
    )
  expect(near('text 0', 0.5)).toEqual([
    ['text 2', 'text 4'],
    ['text 1', 'text 3', 'text 5'],
  ])
  expect(near('text 11', 0.01)).toEqual([['text 10'], ['text 9']])
})

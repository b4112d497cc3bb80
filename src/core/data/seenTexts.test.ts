// The table of seen texts: exact over many rows, across growth.
import { expect, test } from 'vitest'
import { SeenTexts } from './seenTexts.ts'

test('200,000 similar texts are all new the first time, and all known the second', () => {
  const seen = new SeenTexts()
  const again = { known: 0, relabelled: 0 }
  for (let i = 0; i < 200_000; i++)
    if (seen.see(`message number ${i}`, undefined, 'a', 0).splits !== 0) again.known++
  expect(again.known).toBe(0)
  for (let i = 0; i < 200_000; i++) {
    const before = seen.see(`Message  number ${i} `, undefined, i % 2 ? 'a' : 'b', 1)
    if (before.splits === 1) again.known++
    if (!before.sameLabel) again.relabelled++
  }
  expect(again).toEqual({ known: 200_000, relabelled: 100_000 })
})

test('a pair is not its two texts run together, and not their exchange', () => {
  const seen = new SeenTexts()
  seen.see('a b', 'c', undefined, 0)
  expect(seen.see('a', 'b c', undefined, 0).splits).toBe(0)
  expect(seen.see('c', 'a b', undefined, 0).splits).toBe(0)
  expect(seen.see('a b c', undefined, undefined, 0).splits).toBe(0)
  expect(seen.see('A b', 'C', undefined, 2).splits).toBe(1)
})

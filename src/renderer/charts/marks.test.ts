import { expect, test } from 'vitest'
import { markOf } from './marks.ts'

test('36 classes have 36 marks, and the first six differ in colour and in shape', () => {
  const marks = Array.from({ length: 36 }, (_, i) => markOf(i, 'light'))
  expect(new Set(marks.map(({ shape, colour }) => `${shape} ${colour}`)).size).toBe(36)
  const first = marks.slice(0, 6)
  expect(new Set(first.map(({ shape }) => shape)).size).toBe(6)
  expect(new Set(first.map(({ colour }) => colour)).size).toBe(6)
})

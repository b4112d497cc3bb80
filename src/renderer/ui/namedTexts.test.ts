import { expect, test } from 'vitest'
import { readNamedTexts, writeNamedTexts } from './namedTexts.ts'

test.each([
  ['positive=great, negative=terrible', { positive: 'great', negative: 'terrible' }],
  [' sci/tech = Tech/Science ', { 'sci/tech': 'Tech/Science' }],
  ['positive=great, neg', { positive: 'great' }],
  ['positive=, =great', {}],
  ['', {}],
])('%j', (line, texts) => {
  expect(readNamedTexts(line)).toEqual(texts)
  expect(readNamedTexts(writeNamedTexts(texts as Record<string, string>))).toEqual(texts)
})

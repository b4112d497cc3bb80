import { expect, test } from 'vitest'
import { parseExact } from './exactJson.ts'

test('numbers are written as they were read', () => {
  const text =
    '{"whole":2.0,"list":[160000.0,1e-05,1E3,-0.0,3,0.1,12345678901234567890],"text":"2.0","none":null}'
  expect(JSON.stringify(parseExact(text))).toBe(text)
  expect(parseExact('{"a":3,"b":"c"}')).toEqual({ a: 3, b: 'c' })
})

import { expect, test } from 'vitest'
import {
  bytes,
  count,
  duration,
  number,
  parameterShare,
  percent,
  plainNumber,
  plural,
  short,
} from './format.ts'

test.each([
  [0, '0.00'],
  [0.12345, '0.123'],
  [0.9, '0.900'],
  [12.345, '12.3'],
  [123.4, '123'],
  [1234.5, '1,235'],
  [0.00002, '2e-5'],
  [-0.0001234, '-1.23e-4'],
  [Number.NaN, 'NaN'],
])('%d has three significant digits: %s', (value, text) => {
  expect(number(value)).toBe(text === '0.00' ? '0' : text)
})

test.each([
  [0, '0 s'],
  [0.42, '0.4 s'],
  [8, '8 s'],
  [125, '2 min 5 s'],
  [120, '2 min'],
  [4330, '1 h 12 min'],
  [273_600, '3 d 4 h'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text)
})

test.each([
  [12, '12 B'],
  [3400, '3.4 kB'],
  [999_999, '1 MB'],
  [25_000_000, '25 MB'],
  [1_310_000_000, '1.3 GB'],
  [438_000_000, '438 MB'],
])('%d bytes are %s', (value, text) => {
  expect(bytes(value)).toBe(text)
})

test.each([
  [950, '950'],
  [1500, '1.50 k'],
  [999_999, '1.00 M'],
  [109_483_778, '109 M'],
])('%d parameters are %s', (value, text) => {
  expect(short(value)).toBe(text)
})

test('shares, counts and plurals', () => {
  expect([0, 1, 0.9341, 0.0002].map(percent)).toEqual(['0 %', '100 %', '93.4 %', '< 0.1 %'])
  expect(
    [
      [3, 3],
      [0, 3],
      [1, 60],
      [815, 100_000],
      [15_360, 109_482_240],
    ].map(([part, whole]) => parameterShare(part!, whole!)),
  ).toEqual(['100 %', '0 %', '1.7 %', '0.81 %', '0.014 %'])
  expect(count(1_234_567)).toBe('1,234,567')
  expect([plural(1, 'row'), plural(1200, 'row'), plural(2, 'class', 'classes')]).toEqual([
    '1 row',
    '1,200 rows',
    '2 classes',
  ])
})

test('round numbers stay short', () => {
  expect([0, 0.5, 1200, 0.0002, 26, -0.25].map(plainNumber)).toEqual([
    '0',
    '0.5',
    '1,200',
    '2e-4',
    '26',
    '-0.25',
  ])
})

import { expect, test } from 'vitest'
import type { Point } from '../../shared/run.ts'
import { append, csvOf, position, positiveOnly, rowsOf, smooth, thin, thinRows } from './series.ts'

const point = (step: number, value = step, series = 'train/loss'): Point => ({
  series,
  step,
  epoch: step / 10,
  seconds: step * 2,
  value,
})

test('points go to the ends of their own curves', () => {
  const before = { 'train/loss': [point(1)] }
  const after = append(before, [point(2), point(2, 0.5, 'dev/accuracy')])
  expect(after['train/loss']?.map(({ step }) => step)).toEqual([1, 2])
  expect(after['dev/accuracy']).toEqual([point(2, 0.5, 'dev/accuracy')])
  expect(before['train/loss']).toHaveLength(1)
})

test('a continued run rewinds its curve to the checkpoint', () => {
  const curve = append(
    {},
    [1, 2, 3, 4].map((step) => point(step)),
  )
  const again = append(curve, [point(3, 30), point(4, 40)])
  expect(again['train/loss']?.map(({ value }) => value)).toEqual([1, 2, 30, 40])
})

test('a long run keeps a bounded curve with its ends', () => {
  let series = {}
  for (let step = 0; step < 100_000; step += 500)
    series = append(
      series,
      Array.from({ length: 500 }, (_, i) => point(step + i, Math.sin(step + i))),
    )
  const curve = (series as Record<string, Point[]>)['train/loss']!
  expect(curve.length).toBeLessThanOrEqual(4000)
  expect(curve[0]?.step).toBe(0)
  expect(curve.at(-1)?.step).toBe(99_999)
  const tenths = Array.from({ length: 10 }, (_, i) =>
    curve.filter(({ step }) => Math.floor(step / 10_000) === i),
  )
  expect(Math.min(...tenths.map((tenth) => tenth.length))).toBeGreaterThan(100)
})

test('thinning keeps the order and every spike', () => {
  const points = Array.from({ length: 10_000 }, (_, i) => ({
    step: i,
    value: i === 4321 ? 99 : Math.cos(i / 500),
  }))
  const kept = thin(points, 100)
  expect(kept.length).toBeLessThanOrEqual(100)
  expect(Math.max(...kept.map(({ value }) => value))).toBe(99)
  expect(kept.map(({ step }) => step)).toEqual([...kept.map(({ step }) => step)].sort((a, b) => a - b))
})

test('smoothing starts at the first value and leaves a constant alone', () => {
  expect(smooth([4, 4, 4], 0.9)).toEqual([4, 4, 4].map((value) => expect.closeTo(value, 12)))
  // m1 = 0.5, m2 = 0.25 + 1 = 1.25; divided by 0.5 and 0.75.
  expect(smooth([1, 2], 0.5)).toEqual([1, expect.closeTo(5 / 3, 12)])
  expect(smooth([3, 1, 2], 0)).toEqual([3, 1, 2])
})

test('smoothing passes over what is not a number', () => {
  expect(smooth([1, Number.NaN, 1], 0.5)).toEqual([1, Number.NaN, 1])
})

test('lines with different x share rows', () => {
  const lines = [
    {
      key: 'a',
      label: 'A',
      points: [
        { x: 1, y: 10 },
        { x: 3, y: 30 },
      ],
    },
    {
      key: 'b',
      label: 'B, "b"',
      points: [
        { x: 2, y: 20 },
        { x: 3, y: 31 },
      ],
    },
  ]
  expect(rowsOf(lines)).toEqual([
    { x: 1, a: 10 },
    { x: 2, b: 20 },
    { x: 3, a: 30, b: 31 },
  ])
  expect(csvOf(lines, 'step')).toBe('step,A,"B, ""b"""\n1,10,\n2,,20\n3,30,31\n')
})

test('a logarithmic axis says how many points it cannot show', () => {
  const lines = [
    {
      key: 'a',
      label: 'A',
      points: [
        { x: 1, y: 0 },
        { x: 2, y: 0.1 },
        { x: 3, y: -1 },
      ],
    },
  ]
  const { lines: kept, dropped } = positiveOnly(lines)
  expect(kept[0]?.points).toEqual([{ x: 2, y: 0.1 }])
  expect(dropped).toBe(2)
})

test('a point has a place on each axis', () => {
  expect((['step', 'epoch', 'time'] as const).map((axis) => position(point(20), axis))).toEqual([20, 2, 40])
})

test('a drawing of many rows keeps the extremes of every line', () => {
  const rows = Array.from({ length: 5000 }, (_, x) => ({
    x,
    a: x === 777 ? 50 : Math.sin(x / 40),
    ...(x % 100 === 0 && { b: x === 4200 ? -9 : 1 }),
  }))
  const drawn = thinRows(rows, ['a', 'b'], 400)
  expect(drawn.length).toBeLessThanOrEqual(402)
  expect(drawn).toContain(rows[777])
  expect(drawn).toContain(rows[4200])
  expect([drawn[0], drawn.at(-1)]).toEqual([rows[0], rows[4999]])
  expect(thinRows(rows.slice(0, 400), ['a', 'b'], 400)).toHaveLength(400)
})

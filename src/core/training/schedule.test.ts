import { expect, test } from 'vitest'
import { stepPlan } from './plan.ts'
import { learningRateAt } from './schedule.ts'

const rates = (steps: number, schedule: 'linear' | 'cosine' | 'constant', warmup: number): number[] =>
  Array.from({ length: steps }, (_, i) => learningRateAt(i + 1, steps, 8, { schedule, warmup }))

test('linear: up in equal steps, then down to one step above 0', () => {
  expect(rates(10, 'linear', 0.2)).toEqual([4, 8, 8, 7, 6, 5, 4, 3, 2, 1])
  expect(rates(4, 'linear', 0)).toEqual([8, 6, 4, 2])
})

test('cosine: the same warm-up, then (1 + cos) / 2', () => {
  const r = rates(8, 'cosine', 0.5)
  expect(r.slice(0, 5)).toEqual([2, 4, 6, 8, 8])
  expect(r[5]).toBeCloseTo(4 * (1 + Math.SQRT1_2), 12)
  expect(r[6]).toBeCloseTo(4, 12)
  expect(r[7]).toBeCloseTo(4 * (1 - Math.SQRT1_2), 12)
})

test('constant stays at the peak, and a warm-up of all steps only rises', () => {
  expect(rates(4, 'constant', 0.25)).toEqual([8, 8, 8, 8])
  expect(rates(4, 'linear', 1)).toEqual([2, 4, 6, 8])
})

const options = { batch: 16, epochs: 3, steps: 0, evaluateEvery: 0 }
const evaluations = (rows: number, more: Partial<typeof options>): { steps: number; after: number[] } => {
  const { steps, evaluatesAfter } = stepPlan(rows, { ...options, ...more })
  return { steps, after: Array.from({ length: steps }, (_, i) => i + 1).filter(evaluatesAfter) }
}

test('epochs: the last batch of an epoch may be short, and each epoch ends with an evaluation', () => {
  expect(evaluations(40, {})).toEqual({ steps: 9, after: [3, 6, 9] })
})

test('part of an epoch, and steps that end within one', () => {
  expect(evaluations(160, { epochs: 0.5 })).toEqual({ steps: 5, after: [5] })
  expect(evaluations(160, { steps: 4 })).toEqual({ steps: 4, after: [4] })
  expect(evaluations(160, { steps: 25 })).toEqual({ steps: 25, after: [10, 20, 25] })
})

test('evaluations every n steps, and at the end', () => {
  expect(evaluations(160, { steps: 10, evaluateEvery: 4 })).toEqual({ steps: 10, after: [4, 8, 10] })
})

test('a batch larger than the dataset is one step an epoch; there is always one step', () => {
  expect(evaluations(3, { epochs: 2 })).toEqual({ steps: 2, after: [1, 2] })
  expect(evaluations(3, { epochs: 0.1 })).toEqual({ steps: 1, after: [1] })
})

import { expect, test } from 'vitest'
import {
  accuracyOf,
  agreementOf,
  confidenceHistogram,
  disagreements,
  meanLogits,
  sharesOf,
} from './ensemble.ts'

const rows = (...logits: number[][]): Float32Array[] => logits.map((row) => Float32Array.from(row))

test('logits are averaged with the weights as shares; without any weight all count alike', () => {
  const models = [rows([4, 0], [0, 2]), rows([0, 4], [0, 6])]
  expect(meanLogits(models, [3, 1])).toEqual(rows([3, 1], [0, 3]))
  expect(meanLogits(models, [0, 0])).toEqual(rows([2, 2], [0, 4]))
  expect(sharesOf([0.75, 0.25, 1])).toEqual([0.375, 0.125, 0.5])
})

test('agreement, accuracy where the target is known, and rows by confidence', () => {
  const one = rows([1, 0], [0, 1], [1, 0], [9, 0])
  const other = rows([2, 0], [3, 0], [5, 0], [0, 1])
  expect(agreementOf(one, other)).toBe(0.5)
  expect(accuracyOf(one, [0, 0, Number.NaN, 0])).toBeCloseTo(2 / 3, 12)
  expect(accuracyOf(one, [Number.NaN, Number.NaN, Number.NaN, Number.NaN])).toBeNull()
  // e / (1 + e) = 0.73 three times, and nearly 1.
  expect(confidenceHistogram(one)).toEqual([0, 0, 0, 0, 0, 0, 0, 3, 0, 1])
})

test('the rows come first on which models are sure of different labels', () => {
  const examples = ['all agree', 'sure and apart', 'unsure and apart'].map((text, row) => ({ row, text }))
  const models = [rows([3, 0], [5, 0], [0.5, 0]), rows([3, 0], [0, 5], [0, 0.5])]
  const found = disagreements(examples, models, meanLogits(models, [2, 1]), ['bad', 'good'], 5)
  expect(found.map(({ text }) => text)).toEqual(['sure and apart', 'unsure and apart'])
  expect(found[0]!.answers.map(({ label }) => label)).toEqual(['bad', 'good'])
  expect(found[0]!.ensemble.label).toBe('bad')
  expect(found[0]!.answers[0]!.probability).toBeCloseTo(1 / (1 + Math.exp(-5)), 5)
  expect(disagreements(examples, models, models[0]!, ['bad', 'good'], 1)).toHaveLength(1)
})

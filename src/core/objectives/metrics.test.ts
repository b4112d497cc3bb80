// Against scikit-learn 1.9 and scipy 1.17; by hand where they say nothing.
import { expect, test } from 'vitest'
import { pearson } from '../../shared/statistics.ts'
import { accuracy, classScores, confusionMatrix, macroF1, matthews, spearman } from './metrics.ts'

const matrix = (classes: number, truth: number[], predicted: number[]): number[][] =>
  confusionMatrix(
    classes,
    truth.map((t, i) => [t, predicted[i]!] as const),
  )

const four = matrix(4, [0, 0, 0, 0, 1, 1, 1, 2, 2, 3], [0, 0, 1, 2, 1, 1, 0, 2, 0, 1])
const two = matrix(2, [1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1], [1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0])

test('confusion counts true classes in rows and predictions in columns', () => {
  expect(four).toEqual([
    [2, 1, 1, 0],
    [1, 2, 0, 0],
    [1, 0, 1, 0],
    [0, 1, 0, 0],
  ])
})

test('four classes', () => {
  expect(accuracy(four)).toBe(0.5)
  expect(macroF1(four)).toBeCloseTo(0.39285714285714285, 14)
  expect(matthews(four)).toBeCloseTo(0.26892643710023856, 14)
  expect(classScores(four)).toEqual([
    { precision: 0.5, recall: 0.5, f1: 0.5, support: 4 },
    { precision: 0.5, recall: 2 / 3, f1: expect.closeTo(4 / 7, 14), support: 3 },
    { precision: 0.5, recall: 0.5, f1: 0.5, support: 2 },
    { precision: 0, recall: 0, f1: 0, support: 1 },
  ])
})

test('two classes', () => {
  expect(accuracy(two)).toBeCloseTo(2 / 3, 14)
  expect(macroF1(two)).toBeCloseTo(0.6571428571428571, 14)
  expect(matthews(two)).toBeCloseTo(0.3142857142857143, 14)
})

test('a class that neither occurs nor is predicted does not lower the mean F1', () => {
  expect(macroF1(matrix(3, [0, 1], [0, 1]))).toBe(1)
})

test('undefined scores are 0', () => {
  expect(matthews(matrix(2, [0, 0, 1], [0, 0, 0]))).toBe(0)
  expect(pearson([1, 1, 1], [1, 2, 3])).toBe(0)
  expect(accuracy(matrix(2, [], []))).toBe(0)
})

test('Pearson, and Spearman with ties', () => {
  const x = [1.2, 0.3, 2.2, 2.2, -0.7, 3.1, 0.3, 0.3]
  const y = [0.9, 0.1, 2.5, 1.5, -1.0, 1.5, 0.2, 0.4]
  expect(pearson(x, y)).toBeCloseTo(0.8921573615408658, 14)
  expect(spearman(x, y)).toBeCloseTo(0.9200335844703181, 14)
})

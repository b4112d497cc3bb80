import { expect, test } from 'vitest'
import { random } from '../../../shared/random.ts'
import { firstCounts, firstGeneration } from './firstGeneration.ts'

/** 300 rows, of which the first are the likeliest of class 1, though all models answer class 0 everywhere. */
const leaning = (sign: 1 | -1): Float32Array[] =>
  Array.from({ length: 300 }, (_, row) => Float32Array.of(4, sign * (2 - row / 100)))

test('ten rows in all, as many of each class', () => {
  expect(firstCounts(2)).toEqual([5, 5])
  expect(firstCounts(4)).toEqual([3, 3, 3, 3])
  expect(firstCounts(20)).toEqual(new Array(20).fill(1))
})

test('few texts are shared among the classes, and fewer than classes are refused', () => {
  const models = [leaning(1).slice(0, 5), leaning(1).slice(0, 5)]
  const annotation = { models, weights: [1, 1], annotators: 1 }
  const chosen = firstGeneration(annotation, 0, random(1, 'first'))
  expect(chosen.map(({ target }) => target)).toEqual([0, 0, 1, 1])
  const one = { ...annotation, models: models.map((of) => of.slice(0, 1)) }
  expect(() => firstGeneration(one, 0, random(1, 'first'))).toThrow(/2 labels need a text each/)
})

test('models that lean to one class still find rows of the other, among its hundred likeliest', () => {
  // The model itself sees it the other way round, and is not asked.
  const models = [leaning(-1), leaning(1), leaning(1)]
  const annotation = { models, weights: [1, 1, 1], annotators: 0.25 }
  for (let seed = 0; seed < 5; seed++) {
    const chosen = firstGeneration(annotation, 0, random(seed, 'first'))
    expect(chosen.map(({ target }) => target)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    expect(new Set(chosen.map(({ row }) => row)).size).toBe(10)
    for (const { row, target } of chosen)
      if (target === 1) expect(row).toBeLessThan(100)
      else expect(row).toBeGreaterThanOrEqual(200)
  }
})

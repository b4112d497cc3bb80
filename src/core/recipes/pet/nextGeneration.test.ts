import { expect, test } from 'vitest'
import { random } from '../../../shared/random.ts'
import { drawn, nextGeneration } from './nextGeneration.ts'

/** 60 rows of which a model finds the first `first` of class 0, each less surely than the one before. */
const model = (first: number): Float32Array[] =>
  Array.from({ length: 60 }, (_, row) => {
    const sure = 4 - row / 20
    return Float32Array.of(row < first ? sure : 0, row < first ? 0 : sure)
  })

const generation = {
  counts: [4, 4],
  kept: [4, 4],
  generation: 1,
  growth: 5,
  annotators: 0.25,
  weights: [1, 1, 1],
}

test('each class gets what its labelled rows ask for, no row twice, labelled by the others alone', () => {
  // The model itself finds everything of class 1; the others do not.
  const models = [model(0), model(30), model(30)]
  const chosen = nextGeneration({ ...generation, models }, 0, random(1, 'test'))
  expect(chosen.filter(({ target }) => target === 0)).toHaveLength(16)
  expect(chosen.filter(({ target }) => target === 1)).toHaveLength(16)
  expect(new Set(chosen.map(({ row }) => row)).size).toBe(32)
  for (const { row, target } of chosen) expect(target).toBe(row < 30 ? 0 : 1)
})

test('where a class has too few rows, all give less, so that the balance stays', () => {
  const models = [model(6), model(6), model(6)]
  const chosen = nextGeneration({ ...generation, counts: [4, 8], kept: [4, 8], models }, 1, random(1, 'test'))
  expect(chosen.filter(({ target }) => target === 0)).toHaveLength(6)
  expect(chosen.filter(({ target }) => target === 1)).toHaveLength(12)
})

test('the next generation has growth times as many rows again', () => {
  const models = [model(30), model(30), model(30)]
  const second = { ...generation, counts: [1, 1], kept: [1, 1], generation: 2, models }
  expect(nextGeneration(second, 0, random(1, 'test'))).toHaveLength(2 * 24)
  // Where no row has a label, none stays.
  expect(nextGeneration({ ...second, kept: [0, 0] }, 0, random(1, 'test'))).toHaveLength(2 * 25)
})

test('items are drawn in proportion to their weights, without replacement', () => {
  const rng = random(5, 'draws')
  const first = new Map<string, number>()
  const draws = 6000
  for (let i = 0; i < draws; i++) {
    const [one, two] = drawn(['a', 'b', 'c'], (item) => ({ a: 1, b: 2, c: 3 })[item]!, 2, rng)
    expect(one).not.toBe(two)
    first.set(one!, (first.get(one!) ?? 0) + 1)
  }
  // Standard errors are below 0.007.
  expect(first.get('a')! / draws).toBeCloseTo(1 / 6, 1)
  expect(first.get('b')! / draws).toBeCloseTo(2 / 6, 1)
  expect(first.get('c')! / draws).toBeCloseTo(3 / 6, 1)
})

// TF-IDF and logistic regression against scikit-learn's: words, weights of words, rows, what is learned, and answers.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { softmax } from '../../shared/softmax.ts'
import type { Texts } from '../prompts/template.ts'
import { minimise } from './lbfgs.ts'
import { fitLogisticRegression, logitsOfRows } from './logisticRegression.ts'
import type { SparseRows } from './sparseRows.ts'
import { learnTfidf, tfidfRows } from './tfidf.ts'

interface Golden {
  readonly texts: readonly (string | readonly [string, string])[]
  readonly targets: readonly number[]
  readonly classes: number
  readonly c: number
  readonly words: readonly string[]
  readonly idf: readonly number[]
  readonly rows: readonly (readonly number[])[]
  readonly weights: readonly (readonly number[])[]
  readonly biases: readonly number[]
  readonly new: readonly (string | readonly [string, string])[]
  readonly probabilities: readonly (readonly number[])[]
}

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../testing/golden/tfidf.json'), 'utf8'),
) as Readonly<Record<string, Golden>>

const rowOf = (text: Golden['texts'][number]): Texts =>
  typeof text === 'string' ? { text } : { text: text[0], pair: text[1] }

const dense = ({ starts, columns, values }: SparseRows, row: number, width: number): number[] => {
  const all = new Array<number>(width).fill(0)
  for (let e = starts[row]!; e < starts[row + 1]!; e++) all[columns[e]!] = values[e]!
  return all
}

const close = (found: Iterable<number>, expected: readonly number[], digits: number): void =>
  [...found].forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, digits))

describe.each(Object.entries(golden))('%s', (_, one) => {
  const tfidf = learnTfidf(one.texts.map(rowOf))
  const rows = tfidfRows(tfidf, one.texts.map(rowOf))
  test('words and rows', () => {
    expect(tfidf.words).toEqual(one.words)
    close(tfidf.idf, one.idf, 12)
    one.rows.forEach((row, i) => close(dense(rows, i, one.words.length), row, 12))
  })
  test('what is learned, and what it answers', () => {
    const { regression, converged } = fitLogisticRegression(
      rows,
      one.targets,
      one.words.length,
      one.classes,
      { c: one.c },
    )
    expect(converged).toBe(true)
    one.weights.forEach((weights, k) =>
      close(
        weights.map((_, j) => regression.weights[j * one.weights.length + k]!),
        weights,
        4,
      ),
    )
    close(regression.biases, one.biases, 4)
    const found = logitsOfRows(regression, tfidfRows(tfidf, one.new.map(rowOf))).map(softmax)
    one.probabilities.forEach((row, i) => close(found[i]!, row, 5))
  })
})

test('a narrow valley is followed to its end', () => {
  const valley = minimise(
    ([x = 0, y = 0], gradient) => {
      gradient.set([2 * (x - 3), 2000 * (y + 1)])
      return (x - 3) ** 2 + 1000 * (y + 1) ** 2
    },
    2,
    { tolerance: 1e-9, mostIterations: 200, stop: () => false },
  )
  expect(valley.converged).toBe(true)
  close(valley.x, [3, -1], 9)
})

test('who asks it to stop gets what is there', () => {
  const stopped = minimise((_, gradient) => (gradient.fill(1), 0), 1, {
    tolerance: 0,
    mostIterations: 5,
    stop: () => true,
  })
  expect(stopped).toMatchObject({ iterations: 0, converged: false })
})

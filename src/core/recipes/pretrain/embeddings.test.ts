import { expect, test } from 'vitest'
import { random } from '../../../shared/random.ts'
import { symmetricEigen } from './eigen.ts'
import { pretrainedEmbeddings } from './embeddings.ts'
import { ppmi } from './ppmi.ts'
import { truncatedSvd } from './truncatedSvd.ts'
import { special } from './vocabulary.ts'

const groups = 6
const perGroup = 5
const size = 5 + groups * 2 * perGroup + 1
const never = size - 1

/** Sentences "subject verb subject verb ..." of one group each: subjects of a group share all their contexts. */
function corpus(): Int32Array {
  const stream = random(5, 'corpus')
  const tokens: number[] = []
  for (let sentence = 0; sentence < 3000; sentence++) {
    const start = 5 + stream.integer(groups) * 2 * perGroup
    for (let i = 0; i < 6; i++) tokens.push(start + (i % 2) * perGroup + stream.integer(perGroup))
    tokens.push(special.sep)
  }
  return Int32Array.from(tokens)
}

const tokens = corpus()

function cosine(rows: Float32Array, width: number, a: number, b: number): number {
  const [x, y] = [a, b].map((row) => rows.subarray(row * width, (row + 1) * width))
  const dot = (u: Float32Array, v: Float32Array) => u.reduce((sum, value, k) => sum + value * v[k]!, 0)
  return dot(x!, y!) / Math.sqrt(dot(x!, x!) * dot(y!, y!))
}

test('tokens with the same contexts are near each other, others are not', async () => {
  const { embeddings } = await pretrainedEmbeddings(tokens, size, 16, 1)
  for (let group = 0; group < groups; group++) {
    const first = 5 + group * 2 * perGroup
    const other = 5 + ((group + 1) % groups) * 2 * perGroup
    for (let i = 1; i < perGroup; i++) expect(cosine(embeddings, 16, first, first + i)).toBeGreaterThan(0.8)
    expect(cosine(embeddings, 16, first, other)).toBeLessThan(0.3)
  }
})

test('every row has the same length; special tokens and tokens never seen are random', async () => {
  const { embeddings, bias } = await pretrainedEmbeddings(tokens, size, 16, 1, { deviation: 0.1 })
  for (let token = 5; token < never; token++)
    expect(Math.hypot(...embeddings.subarray(token * 16, token * 16 + 16))).toBeCloseTo(0.1 * 4, 5)
  for (const token of [special.pad, special.mask, never]) {
    const norm = Math.hypot(...embeddings.subarray(token * 16, token * 16 + 16))
    expect(norm).toBeGreaterThan(0.15)
    expect(norm).toBeLessThan(0.8)
  }
  expect(bias[never]).toBeCloseTo(Math.log(1 / (tokens.length + size)), 5)
  expect(bias.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 5)
})

test('the same seed gives the same bytes, another seed other random rows', async () => {
  const one = await pretrainedEmbeddings(tokens, size, 16, 1)
  expect(await pretrainedEmbeddings(tokens, size, 16, 1)).toEqual(one)
  const other = await pretrainedEmbeddings(tokens, size, 16, 2)
  expect(other.embeddings.subarray(0, 16)).not.toEqual(one.embeddings.subarray(0, 16))
})

test('more dimensions than the corpus has give numbers all the same', async () => {
  const { embeddings } = await pretrainedEmbeddings(tokens, size, 2 * size, 1)
  expect(embeddings.every(Number.isFinite)).toBe(true)
})

test('PPMI agrees with its formula, counted pair by pair within documents', () => {
  const [a, b, c] = [5, 6, 7]
  const text = Int32Array.of(a, b, a, c, special.sep, b, b, a, special.sep, c, a)
  const counts = Array.from({ length: 8 }, () => new Float64Array(8))
  const documents = [
    [a, b, a, c],
    [b, b, a],
    [c, a],
  ]
  for (const words of documents)
    words.forEach((x, i) => words.forEach((y, j) => i !== j && (counts[x]![y]! += 1 / Math.abs(i - j))))
  const sums = counts.map((row) => row.reduce((sum, value) => sum + value, 0))
  const smoothed = sums.map((sum) => sum ** 0.75)
  const total = smoothed.reduce((sum, value) => sum + value, 0)
  const matrix = ppmi(text, 8)
  for (let i = 0; i < 8; i++) {
    const row = new Float64Array(8)
    for (let k = matrix.starts[i]!; k < matrix.starts[i + 1]!; k++)
      row[matrix.columns[k]!] = matrix.values[k]!
    counts[i]!.forEach((count, j) => {
      const value = count === 0 ? 0 : Math.max(0, Math.log(count / sums[i]! / (smoothed[j]! / total)))
      expect(row[j]).toBeCloseTo(value, 5)
    })
  }
})

test('the SVD rebuilds a matrix of low rank from its left vectors', async () => {
  const n = 60
  const stream = random(8, 'matrix')
  const [left, right] = [0, 1].map(() => Float64Array.from({ length: n * 3 }, () => stream.normal()))
  const dense = Float32Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n]
    return [0, 1, 2].reduce((sum, k) => sum + left![i * 3 + k]! * right![j * 3 + k]!, 0)
  })
  const matrix = {
    size: n,
    starts: Float64Array.from({ length: n + 1 }, (_, i) => i * n),
    columns: Int32Array.from({ length: n * n }, (_, at) => at % n),
    values: dense,
  }
  const { left: u, values } = await truncatedSvd(matrix, 5, random(1, 'svd'))
  expect([...values.slice(3)]).toEqual([0, 0])
  const squares = dense.reduce((sum, value) => sum + value * value, 0)
  expect(values.reduce((sum, value) => sum + value * value, 0) / squares).toBeCloseTo(1, 4)
  // The projection U U^T M of each column is the column itself.
  for (const j of [0, 17, 59]) {
    const weights = [0, 1, 2].map((k) =>
      Array.from({ length: n }, (_, i) => u[i * 5 + k]! * dense[i * n + j]!),
    )
    const along = weights.map((parts) => parts.reduce((sum, value) => sum + value))
    for (let i = 0; i < n; i++)
      expect(along.reduce((sum, value, k) => sum + value * u[i * 5 + k]!, 0)).toBeCloseTo(
        dense[i * n + j]!,
        3,
      )
  }
})

test('eigenvectors solve A v = lambda v, in falling order', () => {
  const n = 12
  const stream = random(2, 'eigen')
  const half = Float64Array.from({ length: n * n }, () => stream.normal())
  const matrix = half.map((value, at) => value + half[(at % n) * n + Math.floor(at / n)]!)
  const { values, vectors } = symmetricEigen(matrix, n)
  expect([...values]).toEqual([...values].toSorted((a, b) => b - a))
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++) {
      let sum = 0
      for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * vectors[k * n + j]!
      expect(sum).toBeCloseTo(values[k]! * vectors[k * n + i]!, 9)
    }
})

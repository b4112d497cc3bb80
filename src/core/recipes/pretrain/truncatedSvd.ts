// The leading left singular vectors of a sparse matrix by randomised subspace iteration.
import { setImmediate } from 'node:timers/promises'
import type { Random } from '../../../shared/random.ts'
import { symmetricEigen } from './eigen.ts'
import type { SparseMatrix } from './ppmi.ts'

/** More directions than asked for make the asked ones accurate. */
const spareDirections = 32
const iterations = 3

/** Directions weaker than this share of the strongest are rounding errors of a matrix of lower rank. */
const leastShare = 1e-5

export interface Svd {
  /** Left singular vectors [size, rank], row-major. */
  readonly left: Float32Array
  /** Singular values in falling order; 0 where the matrix has a lower rank. */
  readonly values: Float64Array
}

/**
 * U [n, rank] and S of M ~ U S V^T. Repeats Q <- orthonormal(M^T M Q) from a random Q, then takes the SVD of M Q.
 * Yields to the event loop between products, so that a message to stop gets through.
 * Source: Halko, Martinsson and Tropp (2011), "Finding Structure with Randomness".
 */
export async function truncatedSvd(
  matrix: SparseMatrix,
  rank: number,
  random: Random,
  onProgress?: (share: number) => void,
): Promise<Svd> {
  const n = matrix.size
  const width = Math.min(n, rank + spareDirections)
  let q = Float32Array.from({ length: n * width }, () => random.normal())
  for (let iteration = 0; iteration < iterations; iteration++) {
    q = leftVectors(gramTimes(matrix, q, width), n, width, width).result
    onProgress?.((iteration + 1) / (iterations + 0.5))
    await setImmediate()
  }
  const { result, values } = leftVectors(times(matrix, q, width), n, width, Math.min(rank, width))
  onProgress?.(1)
  return { left: result, values }
}

/** M Q, with four of a row's entries at a time: fewer passes over the sum. */
function times(matrix: SparseMatrix, q: Float32Array, width: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(matrix.size * width)
  const sum = new Float64Array(width)
  for (let row = 0; row < matrix.size; row++) {
    rowTimes(matrix, row, q, width, sum)
    result.set(sum, row * width)
  }
  return result
}

/** M^T (M Q), row by row: with y = M[i] Q, add M[i, j] y to row j. */
function gramTimes(matrix: SparseMatrix, q: Float32Array, width: number): Float32Array<ArrayBuffer> {
  const { starts, columns, values } = matrix
  const result = new Float32Array(matrix.size * width)
  const sum = new Float64Array(width)
  for (let row = 0; row < matrix.size; row++) {
    rowTimes(matrix, row, q, width, sum)
    for (let k = starts[row]!; k < starts[row + 1]!; k++) {
      const value = values[k]!
      const at = columns[k]! * width
      for (let d = 0; d < width; d++) result[at + d]! += value * sum[d]!
    }
  }
  return result
}

/** sum <- M[row] Q */
function rowTimes(
  matrix: SparseMatrix,
  row: number,
  q: Float32Array,
  width: number,
  sum: Float64Array,
): void {
  const { starts, columns, values } = matrix
  sum.fill(0)
  let k = starts[row]!
  const end = starts[row + 1]!
  for (; k + 3 < end; k += 4) {
    const a = columns[k]! * width
    const b = columns[k + 1]! * width
    const c = columns[k + 2]! * width
    const e = columns[k + 3]! * width
    const [va, vb, vc, ve] = [values[k]!, values[k + 1]!, values[k + 2]!, values[k + 3]!]
    for (let d = 0; d < width; d++)
      sum[d]! += va * q[a + d]! + vb * q[b + d]! + vc * q[c + d]! + ve * q[e + d]!
  }
  for (; k < end; k++) {
    const at = columns[k]! * width
    const value = values[k]!
    for (let d = 0; d < width; d++) sum[d]! += value * q[at + d]!
  }
}

/**
 * B = U S W^T for a tall B [n, width], from the eigenvectors of B^T B: U = B W / S.
 * Directions of no strength become columns of zeros.
 */
function leftVectors(
  b: Float32Array,
  n: number,
  width: number,
  keep: number,
): { result: Float32Array<ArrayBuffer>; values: Float64Array } {
  const { values: squares, vectors } = symmetricEigen(gram(b, n, width), width)
  const values = squares.slice(0, keep).map((square) => Math.sqrt(Math.max(square, 0)))
  values.forEach((value, k) => {
    if (value <= leastShare * values[0]!) values[k] = 0
  })
  const weights = new Float64Array(width * keep)
  for (let k = 0; k < keep; k++)
    for (let d = 0; d < width; d++)
      weights[d * keep + k] = values[k] === 0 ? 0 : vectors[k * width + d]! / values[k]!
  const result = new Float32Array(n * keep)
  const sum = new Float64Array(keep)
  for (let row = 0; row < n; row++) {
    sum.fill(0)
    for (let d = 0; d < width; d++) {
      const value = b[row * width + d]!
      for (let k = 0; k < keep; k++) sum[k]! += value * weights[d * keep + k]!
    }
    result.set(sum, row * keep)
  }
  return { result, values }
}

/** B^T B [width, width] in double precision. */
function gram(b: Float32Array, n: number, width: number): Float64Array {
  const result = new Float64Array(width * width)
  for (let row = 0; row < n; row++) {
    const at = row * width
    for (let i = 0; i < width; i++) {
      const value = b[at + i]!
      for (let j = i; j < width; j++) result[i * width + j]! += value * b[at + j]!
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) result[i * width + j] = result[j * width + i]!
  return result
}

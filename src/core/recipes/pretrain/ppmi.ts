// Counts which tokens stand near which, and turns the counts into positive pointwise mutual information.
import { special } from './vocabulary.ts'

/** A square sparse matrix by rows: row i holds `values[k]` at `columns[k]` for starts[i] <= k < starts[i + 1]. */
export interface SparseMatrix {
  readonly size: number
  readonly starts: Float64Array
  readonly columns: Int32Array
  readonly values: Float32Array
}

/** Tokens on each side that count as context; one at distance d weighs 1/d. Windows end with the document. */
const window = 5

/** Exponent that lifts the probability of rare contexts, so that they do not look too informative. */
const smoothing = 0.75

/** Lighter pairs (in all they met once or twice, far apart) are noise and half of all pairs. */
const leastWeight = 0.4

/** Cells of the dense block that is counted at a time: 128 MB. */
const blockCells = 1 << 25

/**
 * M[i, j] = max(0, log(p(i, j) / (p(i) q(j)))), p from co-occurrence weights, q(j) ~ weight(j)^0.75.
 * A block of rows at a time is counted in a dense array, so memory stays at a block and the positive entries.
 * Source: Levy, Goldberg and Dagan (2015), "Improving Distributional Similarity with Lessons Learned from
 * Word Embeddings".
 */
export function ppmi(tokens: Int32Array, size: number): SparseMatrix {
  const weights = contextWeights(tokens, size)
  const smoothed = weights.map((weight) => weight ** smoothing)
  const total = smoothed.reduce((sum, weight) => sum + weight, 0)
  const logContext = smoothed.map((weight) => Math.log(weight / total))
  const rows = Math.max(1, Math.min(size, Math.floor(blockCells / size)))
  const block = new Float32Array(rows * size)
  const starts = new Float64Array(size + 1)
  const parts: SparseRow[] = []
  for (let first = 0; first < size; first += rows) {
    const last = Math.min(first + rows, size)
    block.fill(0)
    countRows(tokens, size, first, last, block)
    for (let row = first; row < last; row++) {
      const counts = block.subarray((row - first) * size, (row - first + 1) * size)
      const part = positiveRow(counts, Math.log(weights[row]!), logContext)
      starts[row + 1] = starts[row]! + part.values.length
      parts.push(part)
    }
  }
  const columns = new Int32Array(starts[size]!)
  const values = new Float32Array(starts[size]!)
  parts.forEach((part, row) => {
    columns.set(part.columns, starts[row])
    values.set(part.values, starts[row])
  })
  return { size, starts, columns, values }
}

/** The weight of all contexts of each token: the sums of the rows of the co-occurrence matrix. */
function contextWeights(tokens: Int32Array, size: number): Float64Array {
  const weights = new Float64Array(size)
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!
    if (token === special.sep) continue
    for (let distance = 1; distance <= window && i + distance < tokens.length; distance++) {
      const other = tokens[i + distance]!
      if (other === special.sep) break
      weights[token]! += 1 / distance
      weights[other]! += 1 / distance
    }
  }
  return weights
}

/** Adds the co-occurrence weights of the rows from `first` to before `last` to `block`. */
function countRows(tokens: Int32Array, size: number, first: number, last: number, block: Float32Array): void {
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!
    if (token === special.sep) continue
    const inside = token >= first && token < last
    for (let distance = 1; distance <= window && i + distance < tokens.length; distance++) {
      const other = tokens[i + distance]!
      if (other === special.sep) break
      if (inside) block[(token - first) * size + other]! += 1 / distance
      if (other >= first && other < last) block[(other - first) * size + token]! += 1 / distance
    }
  }
}

interface SparseRow {
  readonly columns: Int32Array
  readonly values: Float32Array
}

function positiveRow(counts: Float32Array, logWeight: number, logContext: Float64Array): SparseRow {
  const columns: number[] = []
  const values: number[] = []
  for (let column = 0; column < counts.length; column++) {
    if (counts[column]! < leastWeight) continue
    const value = Math.log(counts[column]!) - logWeight - logContext[column]!
    if (value <= 0) continue
    columns.push(column)
    values.push(value)
  }
  return { columns: Int32Array.from(columns), values: Float32Array.from(values) }
}

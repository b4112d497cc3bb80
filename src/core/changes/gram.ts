// The states of some rows at one place of a model, and their inner products.

/** States of n rows, row-major [n, width]. */
export interface States {
  readonly width: number
  readonly data: Float32Array
}

export const rowCount = ({ data, width }: States): number => data.length / width

export const rowOf = ({ data, width }: States, i: number): Float32Array =>
  data.subarray(i * width, (i + 1) * width)

/** All inner products of some rows, [n, n]. */
export type Gram = readonly Float64Array[]

/**
 * G = [X; Y] [X; Y]^T [2n, 2n] of the states X before and Y after. Cosine distance, CKA and both maps follow from inner
 * products, so these are taken only once.
 */
export function gramOf(before: States, after: States): Gram {
  const n = rowCount(before)
  const rows = Array.from({ length: 2 * n }, (_, i) => (i < n ? rowOf(before, i) : rowOf(after, i - n)))
  const gram = rows.map(() => new Float64Array(2 * n))
  for (let i = 0; i < 2 * n; i++)
    for (let j = 0; j <= i; j++) gram[i]![j] = gram[j]![i] = dot(rows[i]!, rows[j]!)
  return gram
}

function dot(x: Float32Array, y: Float32Array): number {
  let sum = 0
  for (let k = 0; k < x.length; k++) sum += x[k]! * y[k]!
  return sum
}

/** Whether all rows are alike, up to rounding: those of a first token are, before the layers mix in the others. */
export function areAlike(gram: Gram): boolean {
  const trace = (of: Gram): number => of.reduce((sum, row, i) => sum + row[i]!, 0)
  return trace(centred(gram)) <= 1e-12 * trace(gram)
}

/** The part of a Gram matrix that is about rows from `start` up to `end`. */
export const block = (gram: Gram, start: number, end: number): Gram =>
  gram.slice(start, end).map((row) => row.subarray(start, end))

/** H G H with H = I - 1/n: the inner products of the rows after their mean has been taken away. */
export function centred(gram: Gram): Float64Array[] {
  const n = gram.length
  const means = gram.map((row) => row.reduce((sum, value) => sum + value, 0) / n)
  const all = means.reduce((sum, mean) => sum + mean, 0) / n
  return gram.map((row, i) => row.map((value, j) => value - means[i]! - means[j]! + all))
}

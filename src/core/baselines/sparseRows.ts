// Rows of mostly zeros, as the places and values of what is not zero.

/** Row i holds `values[k]` in column `columns[k]` for `starts[i]` <= k < `starts[i + 1]`. */
export interface SparseRows {
  readonly starts: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
}

/** `rows` one after another, each by its columns. */
export function sparseRows(rows: readonly ReadonlyMap<number, number>[]): SparseRows {
  const starts = new Int32Array(rows.length + 1)
  rows.forEach((row, i) => (starts[i + 1] = starts[i]! + row.size))
  const columns = new Int32Array(starts[rows.length]!)
  const values = new Float64Array(columns.length)
  let at = 0
  for (const row of rows)
    for (const [column, value] of row) {
      columns[at] = column
      values[at++] = value
    }
  return { starts, columns, values }
}

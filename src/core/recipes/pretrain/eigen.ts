// Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi rotations.

/** Eigenvalues in falling order; row k of `vectors` [n, n] is the unit eigenvector of `values[k]`. */
export interface Eigen {
  readonly values: Float64Array
  readonly vectors: Float64Array
}

const mostSweeps = 30

/**
 * Eigen-decomposition of the symmetric matrix `matrix` [n, n] (row-major).
 * Cyclic Jacobi: each rotation zeroes one pair of off-diagonal cells; a few sweeps reach machine precision.
 * Source: Golub and Van Loan, "Matrix Computations", section 8.5.
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice()
  const v = new Float64Array(n * n)
  for (let i = 0; i < n; i++) v[i * n + i] = 1
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let rotated = false
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const cell = a[p * n + q]!
        const scale = Math.sqrt(Math.abs(a[p * n + p]! * a[q * n + q]!))
        if (Math.abs(cell) <= 1e-12 * scale || cell === 0) continue
        rotated = true
        rotate(a, v, n, p, q)
      }
    if (!rotated) break
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j]! - a[i * n + i]! || i - j)
  const vectors = new Float64Array(n * n)
  order.forEach((from, to) => vectors.set(v.subarray(from * n, (from + 1) * n), to * n))
  return { values: Float64Array.from(order, (i) => a[i * n + i]!), vectors }
}

/** One rotation in the plane (p, q): a <- J a J^T, v <- J v, with a[p, q] = 0 after it. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * a[p * n + q]!)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  turn(a, p, q, 1, n, n, c, s)
  turn(a, p, q, n, 1, n, c, s)
  turn(v, p, q, 1, n, n, c, s)
}

/** Turns lines p and q of a matrix: rows with along = 1, across = n, columns with along = n, across = 1. */
function turn(
  a: Float64Array,
  p: number,
  q: number,
  along: number,
  across: number,
  n: number,
  c: number,
  s: number,
): void {
  let i = p * across
  let j = q * across
  for (let k = 0; k < n; k++) {
    const x = a[i]!
    const y = a[j]!
    a[i] = c * x - s * y
    a[j] = s * x + c * y
    i += along
    j += along
  }
}

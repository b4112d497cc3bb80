// Multinomial logistic regression with an L2 penalty on sparse rows, as scikit-learn's LogisticRegression defines it.
import { minimise } from './lbfgs.ts'
import type { SparseRows } from './sparseRows.ts'

/** Logits of class k: x . w_k + b_k. Two classes share one vector: the first one's logit is always 0. */
export interface LogisticRegression {
  readonly classes: number
  /** Feature by feature the weight of each output, of which there are `outputsOf(classes)`. */
  readonly weights: Float64Array
  readonly biases: Float64Array
}

export interface Fitting {
  /** Inverse strength of the penalty. */
  readonly c: number
  readonly stop?: () => boolean
}

export interface Fitted {
  readonly regression: LogisticRegression
  readonly iterations: number
  readonly converged: boolean
}

/** One vector for each class, and one for two classes. */
export const outputsOf = (classes: number): number => (classes === 2 ? 1 : classes)

const tolerance = 1e-7
const mostIterations = 2000

/**
 * Minimises 1/n sum_i -log p(y_i | x_i) + 1/(2 C n) sum w^2 over the n rows, whose classes are `targets`; biases are not
 * penalised. `features` is the width of the rows.
 */
export function fitLogisticRegression(
  rows: SparseRows,
  targets: readonly number[],
  features: number,
  classes: number,
  { c, stop = () => false }: Fitting,
): Fitted {
  const outputs = outputsOf(classes)
  const count = targets.length
  const penalty = 1 / (c * count)
  const start = features * outputs
  const regressionOf = (x: Float64Array): LogisticRegression => ({
    classes,
    weights: x.subarray(0, start),
    biases: x.subarray(start),
  })
  const { x, iterations, converged } = minimise(
    (at, gradient) => {
      const regression = regressionOf(at)
      const slopes = gradient.subarray(start)
      let loss = 0
      let squares = 0
      for (let i = 0; i < start; i++) {
        squares += at[i]! * at[i]!
        gradient[i] = penalty * at[i]!
      }
      slopes.fill(0)
      const logits = new Float64Array(classes)
      for (let row = 0; row < count; row++) {
        readLogits(regression, rows, row, logits)
        const total = logSumExp(logits)
        const y = targets[row]!
        loss += total - logits[y]!
        for (let k = 0; k < outputs; k++) {
          const of = classes - outputs + k
          // d loss / d z_k = p_k - [k = y]
          const slope = (Math.exp(logits[of]! - total) - (of === y ? 1 : 0)) / count
          slopes[k]! += slope
          for (let e = rows.starts[row]!; e < rows.starts[row + 1]!; e++)
            gradient[rows.columns[e]! * outputs + k]! += slope * rows.values[e]!
        }
      }
      return loss / count + (penalty * squares) / 2
    },
    start + outputs,
    { tolerance, mostIterations, stop },
  )
  return { regression: regressionOf(x), iterations, converged }
}

/** The logits [classes] of each row. */
export function logitsOfRows(regression: LogisticRegression, rows: SparseRows): Float32Array[] {
  const logits = new Float64Array(regression.classes)
  return Array.from({ length: rows.starts.length - 1 }, (_, row) => {
    readLogits(regression, rows, row, logits)
    return Float32Array.from(logits)
  })
}

function readLogits(
  { classes, weights, biases }: LogisticRegression,
  { starts, columns, values }: SparseRows,
  row: number,
  logits: Float64Array,
): void {
  const outputs = biases.length
  logits.fill(0)
  for (let k = 0; k < outputs; k++) {
    let sum = biases[k]!
    for (let e = starts[row]!; e < starts[row + 1]!; e++)
      sum += values[e]! * weights[columns[e]! * outputs + k]!
    logits[classes - outputs + k] = sum
  }
}

function logSumExp(logits: Float64Array): number {
  let top = -Infinity
  for (const z of logits) top = Math.max(top, z)
  let sum = 0
  for (const z of logits) sum += Math.exp(z - top)
  return top + Math.log(sum)
}

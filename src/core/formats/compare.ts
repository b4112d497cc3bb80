// Says whether an export, read back by another path, predicts what the trained model predicts.
import { LabError } from '../../shared/labError.ts'

/** How many rows agree, and by how much the logits differ at most. */
export interface Check {
  readonly rows: number
  readonly same: number
  readonly largestDifference: number
  readonly sentence: string
}

/** Two values of a regression are the same prediction when they are this close, relative to values above 1. */
const valueTolerance = 1e-4

/**
 * Compares two [rows, columns] sets of logits: for classes by the largest logit of each row, for one column by value.
 * @throws LabError('export') when the sizes differ or a logit is not a number, since no sentence can make that good.
 */
export function describeCheck(reference: Float32Array, readBack: Float32Array, columns: number): Check {
  if (reference.length !== readBack.length || reference.length % columns !== 0)
    throw new LabError(
      'export',
      `The export gave ${readBack.length} logits where ${reference.length} were expected.`,
      {
        expected: reference.length,
        got: readBack.length,
      },
    )
  const rows = reference.length / columns
  let same = 0
  let largest = 0
  for (let row = 0; row < rows; row++) {
    const [a, b] = [reference, readBack].map((all) => all.subarray(row * columns, (row + 1) * columns))
    const difference = Math.max(...a!.map((x, i) => Math.abs(x - b![i]!)))
    if (Number.isNaN(difference))
      throw new LabError('export', `Row ${row + 1} of the check has a logit that is not a number.`, {
        row: row + 1,
      })
    largest = Math.max(largest, difference)
    const agrees =
      columns === 1 ? difference <= valueTolerance * Math.max(1, Math.abs(a![0]!)) : argmax(a!) === argmax(b!)
    if (agrees) same++
  }
  const what = columns === 1 ? 'difference' : 'logit difference'
  const sentence = `same predictions: ${same}/${rows}, largest ${what} ${shortNumber(largest)}`
  return { rows, same, largestDifference: largest, sentence }
}

function argmax(values: Float32Array): number {
  return values.indexOf(Math.max(...values))
}

function shortNumber(x: number): string {
  return x === 0 ? '0' : Number(x.toPrecision(1)).toString()
}

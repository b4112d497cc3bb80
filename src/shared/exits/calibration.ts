// Whether a layer is as sure as it is right: what a rule that trusts probabilities rests on.
import { softmax } from '../softmax.ts'
import type { LayeredRow } from './measures.ts'
import { indexOfMax } from './rules.ts'

/** Rows whose answer has a probability between two bounds. */
export interface ReliabilityBin {
  readonly from: number
  readonly to: number
  readonly rows: number
  /** Mean probability of their answers; 0 for no rows. */
  readonly confidence: number
  /** The share of them answered rightly; 0 for no rows. */
  readonly accuracy: number
}

/** The answers of a layer (0 is the first) by their probability, in bins of equal width (Guo et al. 2017, "On Calibration of Modern Neural Networks", section 2). */
export function reliability(rows: readonly LayeredRow[], layer: number, bins = 10): ReliabilityBin[] {
  const sums = Array.from({ length: bins }, () => ({ rows: 0, sure: 0, right: 0 }))
  for (const { answers, target } of rows) {
    const { logits } = answers[layer]!
    const answer = indexOfMax(logits)
    const sure = softmax(logits)[answer]!
    const bin = sums[Math.min(bins - 1, Math.floor(sure * bins))]!
    bin.rows++
    bin.sure += sure
    if (answer === target) bin.right++
  }
  return sums.map(({ rows, sure, right }, i) => ({
    from: i / bins,
    to: (i + 1) / bins,
    rows,
    confidence: rows > 0 ? sure / rows : 0,
    accuracy: rows > 0 ? right / rows : 0,
  }))
}

/** ECE (Guo et al. 2017, equation 3): how far confidence and accuracy are apart, over all rows. */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const all = bins.reduce((sum, { rows }) => sum + rows, 0)
  return bins.reduce(
    (sum, { rows, confidence, accuracy }) =>
      sum + (rows / Math.max(1, all)) * Math.abs(accuracy - confidence),
    0,
  )
}

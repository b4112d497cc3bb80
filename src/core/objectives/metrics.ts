// Scores of predictions: accuracy, F1, Matthews, Spearman.
import { pearson } from '../../shared/statistics.ts'

/** confusion[t][p]: how often class t was predicted as p. */
export function confusionMatrix(
  classes: number,
  pairs: Iterable<readonly [truth: number, predicted: number]>,
): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  for (const [truth, predicted] of pairs) matrix[truth]![predicted]!++
  return matrix
}

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0)
const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b)

/** Precision, recall and F1 of each class; 0 where undefined. */
export function classScores(
  confusion: readonly (readonly number[])[],
): { precision: number; recall: number; f1: number; support: number }[] {
  return confusion.map((row, c) => {
    const hits = row[c]!
    const precision = ratio(hits, sum(confusion.map((r) => r[c]!)))
    const recall = ratio(hits, sum(row))
    return { precision, recall, f1: ratio(2 * precision * recall, precision + recall), support: sum(row) }
  })
}

export function accuracy(confusion: readonly (readonly number[])[]): number {
  return ratio(sum(confusion.map((row, c) => row[c]!)), sum(confusion.map(sum)))
}

/** Mean F1 over the classes that occur as truth or prediction. */
export function macroF1(confusion: readonly (readonly number[])[]): number {
  const seen = classScores(confusion).filter(
    (_, c) => sum(confusion[c]!) + sum(confusion.map((r) => r[c]!)) > 0,
  )
  return ratio(sum(seen.map((s) => s.f1)), seen.length)
}

/** Matthews correlation for any number of classes (Gorodkin 2004); 0 where undefined. */
export function matthews(confusion: readonly (readonly number[])[]): number {
  const truth = confusion.map(sum)
  const predicted = confusion.map((_, c) => sum(confusion.map((r) => r[c]!)))
  const n = sum(truth)
  const hits = sum(confusion.map((row, c) => row[c]!))
  const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((x, i) => x * b[i]!))
  const spread = Math.sqrt((n * n - dot(predicted, predicted)) * (n * n - dot(truth, truth)))
  return ratio(hits * n - dot(truth, predicted), spread)
}

/** Spearman correlation: Pearson of ranks, ties sharing their mean rank. */
export const spearman = (x: readonly number[], y: readonly number[]): number => pearson(ranks(x), ranks(y))

function ranks(xs: readonly number[]): number[] {
  const order = xs.map((_, i) => i).sort((a, b) => xs[a]! - xs[b]!)
  const result = new Array<number>(xs.length)
  for (let start = 0; start < order.length;) {
    let end = start
    while (end < order.length && xs[order[end]!] === xs[order[start]!]) end++
    for (let i = start; i < end; i++) result[order[i]!] = (start + end - 1) / 2
    start = end
  }
  return result
}

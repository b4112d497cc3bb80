// Logits as probabilities.

/** Probabilities of logits, in double precision. */
export function softmax(logits: ArrayLike<number>): number[] {
  const all = Array.from(logits)
  const top = Math.max(...all)
  const e = all.map((z) => Math.exp(z - top))
  const total = e.reduce((a, b) => a + b, 0)
  return e.map((x) => x / total)
}

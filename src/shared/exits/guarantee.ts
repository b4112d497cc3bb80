// A threshold with a promise: at most so much accuracy is lost, and the chance to be wrong about that is bounded.
import { exitLayer, indexOfMax, type ExitRule, type ExitRuleName } from './rules.ts'
import { thresholds, type LayeredRow } from './operatingPoints.ts'

export interface Guarantee {
  /** The boldest rule that keeps the promise; null where none that lets anyone leave does. */
  readonly rule: ExitRule | null
  /** Rows that the last layer has right and the rule's layer wrong. */
  readonly lost: number
  readonly rows: number
}

/**
 * The boldest threshold of `rule` under which, with probability at least 1 - `risk` over the draw of `rows`, at most a share
 * `loss` of all texts is answered rightly by the last layer and wrongly where it leaves. That share is at least the loss of
 * accuracy, so the promise holds for accuracy too; what early layers have right alone is not set against it.
 *
 * Fixed sequence testing (Angelopoulos et al. 2021, "Learn then Test", section 3.2): thresholds from careful to bold, each with
 * the exact binomial p-value P(Bin(n, loss) <= lost), until one is above `risk`.
 */
export function guaranteed(
  rule: ExitRuleName,
  rows: readonly LayeredRow[],
  { loss, risk }: { readonly loss: number; readonly risk: number },
): Guarantee {
  let kept: Guarantee = { rule: null, lost: 0, rows: rows.length }
  for (const threshold of thresholds(rule, rows)) {
    const candidate: ExitRule = { rule, threshold }
    const lost = rows.filter((row) => isLost(candidate, row)).length
    if (binomialBelow(lost, rows.length, loss) > risk) break
    kept = { rule: candidate, lost, rows: rows.length }
  }
  return kept
}

function isLost(rule: ExitRule, { answers, target }: LayeredRow): boolean {
  const left = answers[exitLayer(rule, answers)]!
  return indexOfMax(answers.at(-1)!.logits) === target && indexOfMax(left.logits) !== target
}

/** P(X <= k) for X ~ Bin(n, p), summed in logarithms. */
export function binomialBelow(k: number, n: number, p: number): number {
  if (p <= 0 || k >= n) return 1
  if (p >= 1) return 0
  let term = n * Math.log1p(-p)
  let sum = Math.exp(term)
  for (let i = 1; i <= k; i++) {
    term += Math.log(n - i + 1) - Math.log(i) + Math.log(p) - Math.log1p(-p)
    sum += Math.exp(term)
  }
  return Math.min(1, sum)
}

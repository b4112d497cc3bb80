// A threshold with a promise: at most so much accuracy is lost, and the chance to be wrong about that is bounded.
import { exitLayers, rightOf, type LayeredRow } from './measures.ts'
import { thresholds } from './operatingPoints.ts'
import type { ExitRule, ExitRuleName } from './rules.ts'

/** What is promised. */
export interface Promised {
  /** The largest share of all texts that may be answered wrongly for leaving early. */
  readonly loss: number
  /** The chance that this is wrong. */
  readonly risk: number
}

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
  { loss, risk }: Promised,
): Guarantee {
  let kept: Guarantee = { rule: null, lost: 0, rows: rows.length }
  for (const threshold of thresholds(rule, rows)) {
    const candidate: ExitRule = { rule, threshold }
    const lost = lostBy(candidate, rows)
    if (binomialBelow(lost, rows.length, loss) > risk) break
    kept = { rule: candidate, lost, rows: rows.length }
  }
  return kept
}

/** Rows that the last layer has right and the rule's layer wrong. */
function lostBy(rule: ExitRule, rows: readonly LayeredRow[]): number {
  const right = rightOf(rows)
  const layers = rows[0]?.answers.length ?? 1
  return exitLayers(rule, rows).filter(
    (left, i) => right[(i + 1) * layers - 1] === 1 && right[i * layers + left] === 0,
  ).length
}

/** The fewest rows that can prove a promise, by losing none of them: (1 - loss)^n <= risk. */
export function rowsNeeded({ loss, risk }: Promised): number {
  return Math.ceil(Math.log(risk) / Math.log1p(-loss))
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

// Means, deviations, and how likely a difference is by chance.

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The sample standard deviation (n - 1); 0 for a single value, and for what only rounding tells apart. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0
  const middle = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  const deviation = Math.sqrt(squares / (values.length - 1))
  return deviation < 1e-12 * Math.abs(middle) ? 0 : deviation
}

/** Pearson correlation; 0 where one side does not vary. */
export function pearson(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)]
  const dx = x.map((value) => value - mx)
  const dy = y.map((value) => value - my)
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0)
  const spread = Math.sqrt(dot(dx, dx) * dot(dy, dy))
  return spread === 0 ? 0 : dot(dx, dy) / spread
}

/**
 * Whether one of two methods is ahead by more than luck, told by pairs of their scores on the same seeds.
 *
 * The pairs are seeds, not test rows, because the question is about methods: McNemar's test or a bootstrap over rows asks
 * whether two trained models differ, and another seed makes another model (Dietterich 1998; Bouthillier et al. 2021).
 * Dror et al. 2018 take a parametric test where the distribution is known, and randomisation where it is not and the data
 * are few. A mean of scores is nearly normal, but a handful of seeds cannot show it. So both are here: the t test, which
 * finds something even with three seeds, and the exact test by signs, which says how much of it rests on that assumption.
 */
export interface PairedTest {
  /** Mean of the first less the second. */
  readonly difference: number
  /** Sample standard deviation of the differences. */
  readonly deviation: number
  readonly pairs: number
  /** The paired t test: how often so large a difference would come up if there were none (two-sided); null for fewer than two pairs. */
  readonly p: number | null
  /** The same by flipping signs, without the assumption of normality; null for fewer than two pairs or more than `mostFlipped`. */
  readonly exactP: number | null
}

/**
 * Student's paired t test, t = mean(d) / (sd(d) / sqrt n) with n - 1 degrees of freedom, and the exact test by signs.
 * Differences that are all alike, as coarse scores of few rows often are, have no spread to reckon t from; signs remain.
 */
export function pairedTest(pairs: readonly (readonly [number, number])[]): PairedTest {
  const differences = pairs.map(([a, b]) => a - b)
  const difference = differences.length > 0 ? mean(differences) : 0
  const deviation = standardDeviation(differences)
  const n = differences.length
  if (n < 2) return { difference, deviation, pairs: n, p: null, exactP: null }
  const alike = difference === 0 ? 1 : leastExactP(n)
  const p = deviation === 0 ? alike : tailsOfT((difference / deviation) * Math.sqrt(n), n - 1)
  return { difference, deviation, pairs: n, p, exactP: n > mostFlipped ? null : signFlipP(differences) }
}

/** Up to so many pairs all signs are tried. For more, a mean is so near to normal that the t test needs no second. */
export const mostFlipped = 16

/**
 * Fisher's exact randomisation test of paired differences, two-sided: were the two methods equally good, each difference
 * could as well have the other sign, so p is the share of the 2^n ways to sign them whose sum is at least as far from 0.
 */
export function signFlipP(differences: readonly number[]): number {
  const [first = 0, ...others] = differences
  // Sums that differ only by rounding are equal.
  const rounding = 1e-9 * differences.reduce((sum, value) => sum + Math.abs(value), 0)
  const least = Math.abs(differences.reduce((sum, value) => sum + value, 0)) - rounding
  const countFrom = (i: number, sum: number): number =>
    i === others.length
      ? Number(Math.abs(sum) >= least)
      : countFrom(i + 1, sum + others[i]!) + countFrom(i + 1, sum - others[i]!)
  // The other half, with the first sign turned, mirrors this one.
  return countFrom(0, first) / 2 ** others.length
}

/** Both tails of Student's t distribution: I_x(v/2, 1/2) at x = v / (v + t^2). */
export function tailsOfT(t: number, freedom: number): number {
  return regularisedBeta(freedom / (freedom + t * t), freedom / 2, 0.5)
}

/** The regularised incomplete beta function I_x(a, b), by Lentz's evaluation of its continued fraction (DLMF 8.17.22). */
function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction converges fast below the distribution's mean; above it the mirrored one does.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a)
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x) - Math.log(a),
  )
  let fraction = 1
  let c = 1
  let d = 0
  for (let i = 0; i < 200; i++) {
    const m = Math.floor(i / 2)
    const numerator =
      i === 0
        ? 1
        : i % 2 === 0
          ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
          : -((a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + numerator * d)
    c = 1 + numerator / c
    fraction *= c * d
    if (Math.abs(1 - c * d) < 1e-14) break
  }
  return front * (fraction - 1)
}

/** ln Gamma(x) for x > 0: Stirling's series (DLMF 5.11.1) after moving x up, where it is exact to 1e-14. */
function logGamma(x: number): number {
  let shift = 0
  let y = x
  while (y < 12) shift += Math.log(y++)
  const inverse = 1 / (y * y)
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / y
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift
}

/**
 * Holm's step-down correction: p values of several tests made larger, so that the chance of finding anything where there
 * is nothing stays what it is for one (Holm 1979). In the order given.
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).toSorted((a, b) => ps[a]! - ps[b]!)
  const corrected = new Array<number>(ps.length)
  let largest = 0
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * ps[i]!))
    corrected[i] = largest
  }
  return corrected
}

/** The least p that signFlipP can give over so many pairs: 2 of 2^n ways. */
export function leastExactP(pairs: number): number {
  return Math.min(1, 2 ** (1 - pairs))
}

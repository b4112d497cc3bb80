// Minimises a smooth convex function by L-BFGS (Nocedal and Wright 2006, algorithms 7.4 and 7.5).

/** Writes the gradient at `x` into `gradient` and returns the value. */
export type Smooth = (x: Float64Array, gradient: Float64Array) => number

export interface Minimum {
  readonly x: Float64Array
  readonly iterations: number
  /** Whether the largest entry of the gradient came below the tolerance. */
  readonly converged: boolean
}

interface Pair {
  readonly s: Float64Array
  readonly y: Float64Array
  /** 1 / (y . s) */
  readonly rho: number
}

/** Steps and changes of the gradient that are remembered. */
const memory = 10
/** The share of the promised decrease that a step must bring (Armijo). */
const enough = 1e-4

/**
 * From x = 0 of `size` entries until no entry of the gradient is larger than `tolerance`, or `mostIterations`, or `stop`
 * says so between two of them.
 */
export function minimise(
  f: Smooth,
  size: number,
  { tolerance, mostIterations, stop }: { tolerance: number; mostIterations: number; stop: () => boolean },
): Minimum {
  let x: Float64Array = new Float64Array(size)
  let gradient: Float64Array = new Float64Array(size)
  let value = f(x, gradient)
  const pairs: Pair[] = []
  for (let iterations = 0; ; iterations++) {
    const converged = gradient.every((g) => Math.abs(g) <= tolerance)
    if (converged || iterations === mostIterations || stop()) return { x, iterations, converged }
    const direction = towards(gradient, pairs)
    const slope = dot(direction, gradient)
    const nextGradient = new Float64Array(size)
    let next = x
    let nextValue = value
    let step = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1
    for (; ; step /= 2) {
      next = x.map((old, i) => old + step * direction[i]!)
      nextValue = f(next, nextGradient)
      if (nextValue <= value + enough * step * slope) break
      // So near the minimum no step brings anything that a double could show.
      if (step < 1e-12) return { x, iterations, converged }
    }
    const s = next.map((new_, i) => new_ - x[i]!)
    const y = nextGradient.map((new_, i) => new_ - gradient[i]!)
    const curvature = dot(s, y)
    if (curvature > 0) pairs.push({ s, y, rho: 1 / curvature })
    if (pairs.length > memory) pairs.shift()
    ;[x, gradient, value] = [next, nextGradient, nextValue]
  }
}

/** -H g, where H is what the remembered pairs tell of the inverse Hessian. */
function towards(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = gradient.map((g) => -g)
  const alphas = pairs.toReversed().map(({ s, y, rho }) => {
    const alpha = rho * dot(s, q)
    add(q, y, -alpha)
    return alpha
  })
  const last = pairs.at(-1)
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y))
    q.forEach((value, i) => (q[i] = value * scale))
  }
  pairs.forEach(({ s, y, rho }, i) => add(q, s, alphas[pairs.length - 1 - i]! - rho * dot(y, q)))
  return q
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function add(to: Float64Array, other: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += times * other[i]!
}

// Where a chart's axes begin and end, and the round numbers on them.
import type { Axis, Line } from './series.ts'
import { enclosing, enclosingPowers, multiples, roundStep, timeStep } from './ticks.ts'

const mostTicksAcross = 5

export interface Scales {
  readonly x: [number, number]
  readonly xTicks: number[]
  readonly yTicks: number[]
}

/** How far the points of these lines reach across; undefined for none. */
export function reachOf(lines: readonly Line[]): [number, number] | undefined {
  const xs = lines.flatMap(({ points }) => points.map(({ x }) => x))
  if (xs.length === 0) return undefined
  return [xs.reduce((a, b) => Math.min(a, b)), xs.reduce((a, b) => Math.max(a, b))]
}

/** Across, the axis covers `reach`; upwards it runs from round number to round number. */
export function scalesOf(
  lines: readonly Line[],
  axis: Axis,
  log: boolean,
  reach: readonly [number, number],
): Scales {
  const [low, high] = reach
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y))
  const span = high - low
  const step = axis === 'time' ? timeStep(span, mostTicksAcross) : roundStep(span, mostTicksAcross)
  return {
    x: [low, high],
    // Steps are whole, so a short run has no ticks between them.
    xTicks: span > 0 ? multiples(low, high, axis === 'step' ? Math.max(1, step) : step) : [low],
    yTicks: log ? enclosingPowers(values) : enclosing(values),
  }
}

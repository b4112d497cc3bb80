// Where a chart's axes begin and end, and the round numbers on them.
import type { Axis, Line } from './series.ts'
import { enclosing, enclosingPowers, multiples, roundStep, timeStep } from './ticks.ts'

const mostTicksAcross = 5

export interface Scales {
  readonly x: [number, number]
  readonly xTicks: number[]
  readonly yTicks: number[]
}

/** Across, the axis fits the points; upwards it runs from round number to round number. */
export function scalesOf(lines: readonly Line[], axis: Axis, log: boolean): Scales {
  const points = lines.flatMap((line) => line.points)
  const low = points.reduce((least, { x }) => Math.min(least, x), Infinity)
  const high = points.reduce((most, { x }) => Math.max(most, x), -Infinity)
  const values = points.map(({ y }) => y)
  const span = high - low
  const step = axis === 'time' ? timeStep(span, mostTicksAcross) : roundStep(span, mostTicksAcross)
  return {
    x: [low, high],
    // Steps are whole, so a short run has no ticks between them.
    xTicks: span > 0 ? multiples(low, high, axis === 'step' ? Math.max(1, step) : step) : [low],
    yTicks: log ? enclosingPowers(values) : enclosing(values),
  }
}

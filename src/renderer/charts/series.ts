// Curves as lists of points: extending, thinning, smoothing, and laying several side by side for a chart.
import { csvCell } from '../../shared/csvCell.ts'
import type { Point } from '../../shared/run.ts'

export type SeriesByName = Readonly<Record<string, readonly Point[]>>

/** The most points a line keeps in the window; a screen has fewer columns. */
export const mostPoints = 2000

/**
 * `series` with `points` at the ends of their curves. A point at or before a curve's end rewinds the curve to it:
 * a continued run repeats the steps after its checkpoint.
 */
export function append(series: SeriesByName, points: readonly Point[]): SeriesByName {
  const result: Record<string, Point[]> = {}
  for (const point of points) {
    const curve = (result[point.series] ??= [...(series[point.series] ?? [])])
    while (curve.length > 0 && curve.at(-1)!.step >= point.step) curve.pop()
    curve.push(point)
  }
  for (const [name, curve] of Object.entries(result))
    if (curve.length > 2 * mostPoints) result[name] = thin(curve, mostPoints)
  return { ...series, ...result }
}

/**
 * At most `limit` of the points (limit >= 4): the first, the last, and the lowest and highest of equal stretches of steps.
 * Stretches of steps, not of points: thinned again and again, a long run keeps its beginning.
 */
export function thin<P extends { readonly step: number; readonly value: number }>(
  points: readonly P[],
  limit: number,
): P[] {
  if (points.length <= limit) return [...points]
  const kept = new Set([0, points.length - 1])
  for (const stretch of stretches(
    points.map(({ step }) => step),
    Math.floor((limit - 2) / 2),
  ))
    for (const i of extremes(stretch, (i) => points[i]!.value)) kept.add(i)
  return [...kept].sort((a, b) => a - b).map((i) => points[i]!)
}

/** Indices grouped by the stretch, of `count` equal ones between the first and the last, in which their x lies. */
function stretches(xs: readonly number[], count: number): number[][] {
  const first = xs[0]!
  const width = (xs.at(-1)! - first) / count || 1
  const groups: number[][] = Array.from({ length: count }, () => [])
  xs.forEach((x, i) => groups[Math.min(count - 1, Math.floor((x - first) / width))]!.push(i))
  return groups
}

/** The indices of the lowest and the highest value; those without a value are passed over. */
function extremes(indices: readonly number[], valueAt: (i: number) => number | undefined): number[] {
  const present = indices.filter((i) => valueAt(i) !== undefined)
  if (present.length === 0) return []
  const low = present.reduce((best, i) => (valueAt(i)! < valueAt(best)! ? i : best))
  const high = present.reduce((best, i) => (valueAt(i)! > valueAt(best)! ? i : best))
  return [low, high]
}

/**
 * Exponential moving average without the pull towards 0 at the start:
 * m_t = a m_(t-1) + (1 - a) x_t, shown as m_t / (1 - a^t), for `weight` a in [0, 1). Values that are not finite are passed over.
 */
export function smooth(values: readonly number[], weight: number): number[] {
  let mean = 0
  let power = 1
  return values.map((value) => {
    if (!Number.isFinite(value)) return value
    mean = weight * mean + (1 - weight) * value
    power *= weight
    return mean / (1 - power)
  })
}

export const axes = ['step', 'epoch', 'time'] as const
export type Axis = (typeof axes)[number]

/** Where a point lies on the chosen x axis; time in seconds. */
export function position(point: Point, axis: Axis): number {
  return axis === 'time' ? point.seconds : point[axis]
}

/** One line of a chart. */
export interface Line {
  readonly key: string
  readonly label: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

/** One row for each x that occurs, in order: { x, [line's key]: y }. What a line lacks at an x is left out. */
export function rowsOf(lines: readonly Line[]): Record<string, number>[] {
  const rows = new Map<number, Record<string, number>>()
  for (const { key, points } of lines)
    for (const { x, y } of points) {
      const row = rows.get(x)
      if (row) row[key] = y
      else rows.set(x, { x, [key]: y })
    }
  return [...rows.values()].sort((a, b) => a['x']! - b['x']!)
}

/**
 * At most about `limit` of the rows: the first, the last, and in each of equal stretches those that hold the lowest or
 * highest value of a line. A drawing of fewer points than that shows nothing else.
 */
export function thinRows(
  rows: readonly Record<string, number>[],
  keys: readonly string[],
  limit: number,
): readonly Record<string, number>[] {
  if (rows.length <= limit) return rows
  const kept = new Set([0, rows.length - 1])
  for (const stretch of stretches(
    rows.map((row) => row['x']!),
    Math.max(1, Math.floor(limit / (2 * keys.length))),
  ))
    for (const key of keys) for (const i of extremes(stretch, (i) => rows[i]![key])) kept.add(i)
  return [...kept].sort((a, b) => a - b).map((i) => rows[i]!)
}

/** The lines without what a logarithmic axis cannot show, and how many points that were. */
export function positiveOnly<L extends Line>(lines: readonly L[]): { lines: L[]; dropped: number } {
  let dropped = 0
  const kept = lines.map((line) => {
    const points = line.points.filter(({ y }) => y > 0)
    dropped += line.points.length - points.length
    return { ...line, points }
  })
  return { lines: kept, dropped }
}

/** The rows as CSV with one column per line; the x column is named `x`. */
export function csvOf(lines: readonly Line[], x: string): string {
  const head = [x, ...lines.map(({ label }) => label)].map(csvCell).join(',')
  const body = rowsOf(lines).map((row) => [row['x'], ...lines.map(({ key }) => row[key] ?? '')].join(','))
  return [head, ...body].join('\n') + '\n'
}

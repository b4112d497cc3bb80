// The curves of several runs as one table: a row for each point, raw and smoothed.
import { csvCell } from '../../shared/csvCell.ts'
import type { Point } from '../../shared/run.ts'
import { smooth, type SeriesByName } from './series.ts'

export interface NamedRun {
  readonly number: number
  readonly name: string
  readonly series: SeriesByName
}

const head = 'run,name,series,step,epoch,seconds,value,smoothed'

/** CSV with one row per run, series and step. Validation is measured seldom, so only training has a smoothed value. */
export function curvesCsv(runs: readonly NamedRun[], smoothing: number): string {
  const rows = runs.flatMap(({ number, name, series }) =>
    Object.entries(series).flatMap(([key, points]) =>
      rowsOf([number, csvCell(name), csvCell(key)], points, key.startsWith('train/') ? smoothing : null),
    ),
  )
  return [head, ...rows].join('\n') + '\n'
}

function rowsOf(
  start: readonly (string | number)[],
  points: readonly Point[],
  smoothing: number | null,
): string[] {
  const means =
    smoothing === null
      ? []
      : smooth(
          points.map(({ value }) => value),
          smoothing,
        )
  return points.map(({ step, epoch, seconds, value }, i) =>
    [...start, step, epoch, seconds, value, means[i] ?? ''].join(','),
  )
}

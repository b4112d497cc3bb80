// The table of curve points: written in batches, read thinned out.
import type { Point } from '../../shared/run.ts'
import type { Sqlite } from './database.ts'
import { downsample } from './downsample.ts'

export interface PointStore {
  /** Adds a batch in one transaction. A step that a continued run repeats replaces the old one. */
  add(run: number, points: readonly Point[]): void
  names(run: number): string[]
  /** The points of one series after `afterStep`, in order of step, about two per bucket. */
  series(run: number, series: string, buckets: number, afterStep: number): Point[]
}

export function pointStore(database: Sqlite): PointStore {
  const insert = database.prepare('INSERT OR REPLACE INTO points VALUES (?, ?, ?, ?, ?, ?)')
  // SQLite stores NaN as NULL.
  const addAll = database.transaction((run: number, points: readonly Point[]) => {
    for (const { series, step, epoch, seconds, value } of points)
      insert.run(run, series, step, epoch, seconds, value)
  })
  const names = database.prepare('SELECT DISTINCT series FROM points WHERE run = ?').pluck()
  const read = database
    .prepare(
      'SELECT step, epoch, seconds, value FROM points WHERE run = ? AND series = ? AND step > ? ORDER BY step',
    )
    .raw()
  return {
    add: addAll,
    names: (run) => names.all(run) as string[],
    series: (run, series, buckets, afterStep) => {
      const rows = read.all(run, series, afterStep) as [number, number, number, number | null][]
      return downsample(rows, buckets).map(([step, epoch, seconds, value]) => ({
        series,
        step,
        epoch,
        seconds,
        value: value ?? Number.NaN,
      }))
    },
  }
}

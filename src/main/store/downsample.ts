// Thins a long curve for a chart without hiding its spikes.

/** [step, epoch, seconds, value]; a null value is NaN. */
export type PointRow = readonly [number, number, number, number | null]

/**
 * Keeps of `rows` (ordered by step) the lowest and the highest of each of `buckets` equal ranges of steps, the first
 * and the last row, and every row without a finite value: a chart of that many pixels looks the same.
 */
export function downsample(rows: readonly PointRow[], buckets: number): PointRow[] {
  const first = rows[0]
  const last = rows.at(-1)
  if (!first || !last || rows.length <= 2 * buckets) return [...rows]
  const kept = new Set<PointRow>([first, last])
  const width = (last[0] - first[0] + 1) / buckets
  let bucket = -1
  let low: PointRow | undefined
  let high: PointRow | undefined
  const close = (): void => {
    if (low) kept.add(low)
    if (high) kept.add(high)
    low = high = undefined
  }
  for (const row of rows) {
    const at = Math.floor((row[0] - first[0]) / width)
    if (at !== bucket) close()
    bucket = at
    if (row[3] === null) kept.add(row)
    else {
      if (!low || row[3] < low[3]!) low = row
      if (!high || row[3] > high[3]!) high = row
    }
  }
  close()
  return rows.filter((row) => kept.has(row))
}

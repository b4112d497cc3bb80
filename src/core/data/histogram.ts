// Bins whole numbers, such as lengths, for a chart.

export interface Histogram {
  /** One more than counts: bin i holds edges[i] <= value < edges[i + 1]. */
  readonly edges: number[]
  readonly counts: number[]
}

const mostBins = 20

/**
 * Up to 20 bins of a round width (1, 2 or 5 times a power of ten) from 0 to the 99th percentile, and one last bin for the
 * few longer ones. `tally` says how often each value occurs.
 */
export function histogram(tally: ReadonlyMap<number, number>): Histogram {
  const values = [...tally.keys()].toSorted((a, b) => a - b)
  const longest = values.at(-1)
  if (longest === undefined) return { edges: [0, 1], counts: [0] }
  const total = [...tally.values()].reduce((sum, count) => sum + count, 0)
  let below = 0
  const usual = values.find((value) => (below += tally.get(value)!) >= 0.99 * total) ?? longest
  const width = roundUp((usual + 1) / mostBins)
  const bins = Math.ceil((usual + 1) / width)
  const edges = Array.from({ length: bins + 1 }, (_, i) => i * width)
  if (longest >= bins * width) edges.push(longest + 1)
  const counts = edges.slice(1).map(() => 0)
  for (const [value, count] of tally) counts[Math.min(Math.floor(value / width), counts.length - 1)]! += count
  return { edges, counts }
}

/** The least of 1, 2, 5, 10, 20, 50 ... that is not below `value`. */
function roundUp(value: number): number {
  for (let power = 1; ; power *= 10)
    for (const digit of [1, 2, 5]) if (digit * power >= value) return digit * power
}

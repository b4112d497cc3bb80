// How long a dataset's texts are in a model's tokens, and how many would be cut.
import type { Example, TokenReport } from '../../shared/dataset.ts'
import { histogram } from '../data/histogram.ts'
import type { Tokenizer } from './tokenizer.ts'

/**
 * Lengths in tokens, special ones included, before any cut; shares of rows longer than `maxLength` and of unknown
 * tokens. `model` is only passed on.
 */
export async function tokenReport(
  examples: AsyncIterable<Example> | Iterable<Example>,
  tokenizer: Tokenizer,
  model: string,
  maxLength: number,
): Promise<TokenReport> {
  const tally = new Map<number, number>()
  let count = 0
  let tokens = 0
  let unknown = 0
  let truncated = 0
  for await (const { text, pair } of examples) {
    const { ids } = tokenizer.encode(text, pair, Infinity)
    tally.set(ids.length, (tally.get(ids.length) ?? 0) + 1)
    count++
    tokens += ids.length
    if (ids.length > maxLength) truncated++
    for (const id of ids) if (id === tokenizer.special.unknown) unknown++
  }
  return {
    model,
    maxLength,
    lengths: histogram(tally),
    median: quantile(tally, count, 0.5),
    p95: quantile(tally, count, 0.95),
    longest: quantile(tally, count, 1),
    truncated: truncated / Math.max(count, 1),
    unknown: unknown / Math.max(tokens, 1),
  }
}

/** The least length that at least `share` of the rows do not exceed; 0 without rows. */
function quantile(tally: ReadonlyMap<number, number>, count: number, share: number): number {
  let below = 0
  const lengths = [...tally.keys()].toSorted((a, b) => a - b)
  return lengths.find((length) => (below += tally.get(length)!) >= share * count) ?? 0
}

// Relative positions as DeBERTa has them (He et al. 2021): near distances one by one, far ones in ever wider buckets.
import { twice } from '../graph/ops/skew.ts'
import type { Value } from '../graph/value.ts'
import { longestRow } from './attention.ts'
import type { Context } from './layers.ts'

export interface Distances {
  /** Rows of the table of distances: this many to each side. */
  readonly span: number
  /** Buckets, half of them to each side; 0 or less for none. */
  readonly buckets: number
  /** The distance at which the last bucket ends. */
  readonly furthest: number
}

/** The bucket of a distance: itself up to half the buckets, then by its logarithm. In single precision, as PyTorch does it. */
export function bucketOf(distance: number, { buckets, furthest }: Distances): number {
  const half = Math.floor(buckets / 2)
  const far = Math.abs(distance)
  if (buckets <= 0 || far <= half) return distance
  const log = (x: number): number => Math.fround(Math.log(Math.fround(x / half)))
  const share = Math.fround(log(far) / log(furthest - 1))
  return Math.sign(distance) * (Math.ceil(Math.fround(share * (half - 1))) + half)
}

/**
 * Rows of the table of distances, int64 [2 S], for skew(): for place t the distance S - 1 - t of a query from a key, or
 * with `reversed` the other way round, t - (S - 1). Good for rows of at most `maxLength` tokens.
 */
export function distanceRows(c: Context, distances: Distances, maxLength: number, reversed: boolean): Value {
  const { emitter: e } = c.g
  const rows = Array.from({ length: 2 * maxLength + 1 }, (_, i) => {
    const row = bucketOf(reversed ? i - maxLength : maxLength - i, distances) + distances.span
    return BigInt(Math.min(Math.max(row, 0), 2 * distances.span - 1))
  })
  const name = `distances ${Object.values(distances).join(' ')} ${maxLength} ${reversed}`
  const all = e.constant(name, [rows.length], BigInt64Array.from(rows))
  const middle = e.integers([maxLength + 1])
  const end = (type: 'Add' | 'Sub'): Value => e.node(type, [middle, longestRow(c)], [1], {}, 'int64')
  return e.node(
    'Slice',
    [all, end('Sub'), end('Add'), e.integers([0])],
    [twice(c.batch.pad.shape[1]!)],
    {},
    'int64',
  )
}

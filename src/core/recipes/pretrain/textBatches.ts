// Token stream -> rows -> masked batches: the batch of a step depends on the seed and the step alone.
import { random } from '../../../shared/random.ts'
import type { Facts } from '../../models/family.ts'
import { maskTokens } from '../../objectives/maskedLm.ts'
import { tensor } from '../../runtime/session.ts'
import { pack } from '../../tokens/pack.ts'
import { batchDims, batchFeeds } from '../../training/feeds.ts'
import type { Piece } from '../../training/stepper.ts'
import { bertSpecialTokens } from '../../tokens/bertTokenizer.ts'
import { special } from './vocabulary.ts'

export interface TextBatches {
  readonly tokens: Int32Array
  readonly facts: Facts
  readonly batchTokens: number
  readonly maskShare: number
}

// Mostly short rows, as the texts of most tasks are; some long ones so that later positions learn as well.
const lengths: readonly (readonly [length: number, share: number])[] = [
  [32, 0.3],
  [64, 0.5],
  [128, 0.15],
  [256, 0.05],
]

/** The rows of a step: texts of one length from random places of the stream, as [CLS] text [SEP]. */
export function textRows(
  { tokens, facts, batchTokens }: TextBatches,
  seed: number,
  step: number,
): Int32Array[] {
  const rng = random(seed, 'text', step)
  const draw = rng.uniform()
  let below = 0
  const wished = lengths.find(([, share]) => draw < (below += share))?.[0] ?? 64
  const length = Math.min(wished, facts.maxLength, tokens.length)
  return Array.from({ length: Math.max(1, Math.round(batchTokens / length)) }, () => {
    const start = rng.integer(tokens.length - length + 3)
    return Int32Array.of(special.cls, ...tokens.subarray(start, start + length - 2), special.sep)
  })
}

/** Those rows with a share of their tokens hidden, as feeds. */
export function maskedBatch(
  { facts, maskShare }: TextBatches,
  rows: readonly Int32Array[],
  seed: number,
  step: number,
): Piece {
  const flat = Int32Array.from(rows.flatMap((row) => [...row]))
  const masking = {
    share: maskShare,
    maskId: special.mask,
    firstWord: bertSpecialTokens.length,
    vocabulary: facts.vocabulary,
  }
  const { places, truth } = maskTokens(flat, random(seed, 'mask', step), masking)
  const packed = pack(rows.map((row, i) => ({ ids: flat.subarray(i * row.length, (i + 1) * row.length) })))
  const count = places.length
  return {
    feeds: {
      ...batchFeeds(packed),
      places: tensor(BigInt64Array.from(places, BigInt), [count]),
      labels: tensor(BigInt64Array.from(truth, BigInt), [count, 1]),
      labelWeights: tensor(new Float32Array(count).fill(1 / count), [count, 1]),
    },
    dims: batchDims(packed),
  }
}

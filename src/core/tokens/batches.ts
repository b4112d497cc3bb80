// Which rows go together: batches of like length in seeded random order, cut into pieces of about as many tokens.
import { LabError } from '../../shared/labError.ts'
import { random } from '../../shared/random.ts'

/** One optimizer step: its rows, by index, in pieces whose gradients are added up. */
export interface Batch {
  readonly micro: readonly (readonly number[])[]
}

export interface EpochOptions {
  /** Rows in a batch; the last batch of an epoch may have fewer. */
  readonly batch: number
  /** Tokens in a piece, about. */
  readonly microTokens: number
  readonly seed: number
  readonly epoch: number
  /** Batches among which rows are sorted by length. */
  readonly window?: number
}

/**
 * One epoch over all rows: shuffled, sorted by length within windows of a few batches (so that a batch holds rows of
 * like length, yet its rows change from epoch to epoch), cut into batches, and the batches of a window shuffled.
 * The same lengths and options give the same plan.
 * @throws LabError('option') when `batch`, `microTokens` or `window` is not a whole number of at least 1.
 */
export function planEpoch(lengths: ArrayLike<number>, options: EpochOptions): Batch[] {
  const { batch, microTokens, seed, epoch, window = 8 } = options
  for (const [option, value] of Object.entries({ batch, microTokens, window })) atLeastOne(option, value)
  const stream = random(seed, 'batches', epoch)
  const rows = stream.shuffle(indices(lengths))
  const byLength = (a: number, b: number) => lengths[a]! - lengths[b]! || a - b
  return chunks(rows, batch * window).flatMap((some) =>
    stream
      .shuffle(chunks(some.toSorted(byLength), batch))
      .map((batchRows) => ({ micro: pieces(batchRows, lengths, microTokens) })),
  )
}

/**
 * All rows in pieces of at most `microTokens` tokens (a longer row goes alone), the longest rows first: what does
 * not fit into memory fails at once.
 * @throws LabError('option') when `microTokens` is not a whole number of at least 1.
 */
export function planEvaluation(lengths: ArrayLike<number>, microTokens: number): number[][] {
  atLeastOne('microTokens', microTokens)
  const plan: number[][] = []
  let room = 0
  for (const row of indices(lengths).toSorted((a, b) => lengths[b]! - lengths[a]! || a - b)) {
    room -= lengths[row]!
    if (room < 0) {
      plan.push([])
      room = microTokens - lengths[row]!
    }
    plan.at(-1)!.push(row)
  }
  return plan
}

/** `rows` in order, in the number of pieces that brings each closest to `microTokens`, of like token counts. */
function pieces(rows: readonly number[], lengths: ArrayLike<number>, microTokens: number): number[][] {
  const total = rows.reduce((sum, row) => sum + lengths[row]!, 0)
  const count = Math.max(1, Math.round(total / microTokens))
  const result: number[][] = Array.from({ length: count }, () => [])
  let before = 0
  for (const row of rows) {
    const middle = before + lengths[row]! / 2
    result[Math.min(count - 1, Math.floor((middle / total) * count))]!.push(row)
    before += lengths[row]!
  }
  return result.filter((piece) => piece.length > 0)
}

function indices(list: ArrayLike<unknown>): number[] {
  return Array.from({ length: list.length }, (_, i) => i)
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )
}

function atLeastOne(option: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new LabError('option', `${option} must be a whole number of at least 1, not ${value}.`, {
      option,
      value,
    })
}

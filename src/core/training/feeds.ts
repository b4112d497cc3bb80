// Packed rows -> the tensors and sizes of one piece of a batch.
import { tensor, type Tensor } from '../runtime/session.ts'
import type { Target } from '../objectives/objective.ts'
import { pack, type Packed, type TokenRow } from '../tokens/pack.ts'
import type { Piece } from './stepper.ts'

/** Rows as one piece of a batch, with what the loss needs beside them and the named sizes of that. */
export function pieceOf(
  rows: readonly TokenRow[],
  targets: { readonly [input: string]: Target },
  dims: Piece['dims'] = {},
): Piece {
  const packed = pack(rows)
  const feeds = batchFeeds(packed)
  for (const [name, { data, shape }] of Object.entries(targets)) feeds[name] = tensor(data, shape)
  return { feeds, dims: { ...batchDims(packed), ...dims } }
}

/** Feeds for batchInputs() and for the places that a prompt asks for. */
export function batchFeeds(packed: Packed): { [input: string]: Tensor } {
  const { rows, longest, tokens } = packed
  return {
    ids: tensor(packed.ids, [tokens]),
    positions: tensor(packed.positions, [tokens]),
    types: tensor(packed.types, [tokens]),
    pad: tensor(packed.pad, [rows, longest]),
    unpad: tensor(packed.unpad, [tokens]),
    mask: tensor(packed.mask, [rows, 1, 1, longest]),
    first: tensor(packed.first, [rows]),
    last: tensor(packed.last, [rows]),
    asked: tensor(packed.asked, [packed.asked.length]),
  }
}

/** The named dims of those feeds, which the shapes of dropout masks are made of. */
export const batchDims = ({ rows, longest, tokens, asked }: Packed): { readonly [name: string]: number } => ({
  M: tokens,
  B: rows,
  S: longest,
  A: asked.length,
})

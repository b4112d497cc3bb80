// Texts as blocks for language modelling: long ones cut, short ones one after another, so that no row is nearly empty.
import type { Example } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import { growingInts } from './growing.ts'
import type { TokenTable } from './table.ts'
import type { Tokenizer } from './tokenizer.ts'

/**
 * All texts in their order, the second of a pair like one of its own, with a separator (or the token that ends a text)
 * between two of them, in blocks of `length` tokens with the special tokens of a single text around. The last block is
 * shorter. A block is left out where there is nothing to learn from it: a single token, or none that `isText`.
 */
export async function tokenizeBlocks(
  examples: AsyncIterable<Example>,
  tokenizer: Tokenizer,
  length: number,
  isText: (id: number) => boolean,
): Promise<TokenTable> {
  const { before, after } = tokenizer.around
  const room = length - before.length - after.length
  if (room < 1)
    throw new LabError(
      'option',
      `A maximum length of ${length} leaves no room for text beside the special tokens. Choose at least ${length - room + 1}.`,
      { maxLength: length },
    )
  const separator = tokenizer.special.sep ?? tokenizer.special.eos
  const ids = growingInts()
  const rows = growingInts()
  const offsets = growingInts()
  offsets.push(0)
  let unknown = 0
  let open: number[] = []
  const close = (row: number): void => {
    const block = open.slice(0, room)
    open = open.slice(room)
    if (!block.some(isText) || block.length + length - room < 2) return
    for (const id of [...before, ...block, ...after]) ids.push(id)
    rows.push(row)
    offsets.push(ids.length)
  }
  let last = 0
  for await (const { row, text, pair } of examples) {
    last = row
    for (const part of pair === undefined ? [text] : [text, pair]) {
      if (open.length > 0 && separator !== null) open.push(separator)
      for (const id of tokenizer.bare(part)) {
        open.push(id)
        if (id === tokenizer.special.unknown) unknown++
      }
      while (open.length >= room) close(row)
    }
  }
  if (open.length > 0) close(last)
  return {
    count: rows.length,
    each: 1,
    rows: rows.take(),
    ids: ids.take(),
    types: new Uint8Array(ids.length),
    offsets: offsets.take(),
    asks: new Int32Array(0),
    truncated: 0,
    unknown,
  }
}

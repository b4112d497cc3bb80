// Examples as one flat table of tokens: a million rows are five arrays, not a million objects.
import type { Example } from '../../shared/dataset.ts'
import { growingBytes, growingInts } from './growing.ts'
import type { TokenRow } from './pack.ts'
import type { Encoded, Tokenizer } from './tokenizer.ts'

export interface TokenTable {
  readonly count: number
  /** How many rows of tokens, one after another, ask for the same row of the data; their logits are averaged. */
  readonly each: number
  /** Each row's number in its file. */
  readonly rows: Int32Array
  /** All token ids, row after row; row i lies between offsets[i] and offsets[i + 1]. */
  readonly ids: Int32Array
  readonly types: Uint8Array
  /** count + 1 of them. */
  readonly offsets: Int32Array
  /** The places that prompts ask for, as many in each row; none where rows are no prompts. */
  readonly asks: Int32Array
  /** Rows of the data that were cut to the maximum length. */
  readonly truncated: number
  /** Tokens that the vocabulary does not know. */
  readonly unknown: number
}

/** A row's texts as at most `maxLength` tokens, or as several such rows, equally many for each. */
export type RowEncoder<E> = (example: E, maxLength: number) => Encoded | readonly Encoded[]

/** Tokens of all examples, in their order, as `encode` makes them. Throws what `examples` and `encode` throw. */
export async function tokenize<E extends Example>(
  examples: AsyncIterable<E> | Iterable<E>,
  tokenizer: Pick<Tokenizer, 'encode' | 'special'>,
  maxLength: number,
  encode: RowEncoder<E> = ({ text, pair }, most) => tokenizer.encode(text, pair, most),
): Promise<TokenTable> {
  const rows = growingInts()
  const ids = growingInts()
  const types = growingBytes()
  const offsets = growingInts()
  const asks = growingInts()
  offsets.push(0)
  let truncated = 0
  let unknown = 0
  let count = 0
  for await (const example of examples) {
    const all = [encode(example, maxLength)].flat()
    count++
    for (const encoded of all) {
      rows.push(example.row)
      for (const place of encoded.asks ?? []) asks.push(place)
      for (const id of encoded.ids) {
        ids.push(id)
        if (id === tokenizer.special.unknown) unknown++
      }
      for (const type of encoded.types) types.push(type)
      offsets.push(ids.length)
    }
    if (all.some((encoded) => encoded.truncated)) truncated++
  }
  return {
    count: rows.length,
    each: count === 0 ? 1 : rows.length / count,
    rows: rows.take(),
    ids: ids.take(),
    types: types.take(),
    offsets: offsets.take(),
    asks: asks.take(),
    truncated,
    unknown,
  }
}

/** Row `index` of the table, as views; pack() takes it. */
export function tokenRow(table: TokenTable, index: number): TokenRow {
  const [start, end] = [table.offsets[index]!, table.offsets[index + 1]!]
  const each = table.asks.length / table.count
  return {
    ids: table.ids.subarray(start, end),
    types: table.types.subarray(start, end),
    ...(each > 0 && { asks: table.asks.subarray(index * each, (index + 1) * each) }),
  }
}

/** The length of each row in tokens. */
export function tokenLengths(table: TokenTable): Int32Array {
  return Int32Array.from({ length: table.count }, (_, i) => table.offsets[i + 1]! - table.offsets[i]!)
}

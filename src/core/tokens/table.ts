// Examples as one flat table of tokens: a million rows are five arrays, not a million objects.
import type { Example } from '../../shared/dataset.ts'
import { growingBytes, growingInts } from './growing.ts'
import type { TokenRow } from './pack.ts'
import type { Encoded, Tokenizer } from './tokenizer.ts'

export interface TokenTable {
  readonly count: number
  /** Each row's number in its file. */
  readonly rows: Int32Array
  /** All token ids, row after row; row i lies between offsets[i] and offsets[i + 1]. */
  readonly ids: Int32Array
  readonly types: Uint8Array
  /** count + 1 of them. */
  readonly offsets: Int32Array
  /** The places that prompts ask for, as many in each row; none where rows are no prompts. */
  readonly asks: Int32Array
  /** Rows that were cut to the maximum length. */
  readonly truncated: number
  /** Tokens that the vocabulary does not know. */
  readonly unknown: number
}

/** A row's texts as at most `maxLength` tokens. */
export type RowEncoder = (texts: Pick<Example, 'text' | 'pair'>, maxLength: number) => Encoded

/** Tokens of all examples, in their order, as `encode` makes them. Throws what `examples` and `encode` throw. */
export async function tokenize(
  examples: AsyncIterable<Example> | Iterable<Example>,
  tokenizer: Tokenizer,
  maxLength: number,
  encode: RowEncoder = ({ text, pair }, most) => tokenizer.encode(text, pair, most),
): Promise<TokenTable> {
  const rows = growingInts()
  const ids = growingInts()
  const types = growingBytes()
  const offsets = growingInts()
  const asks = growingInts()
  offsets.push(0)
  let truncated = 0
  let unknown = 0
  for await (const example of examples) {
    const encoded = encode(example, maxLength)
    rows.push(example.row)
    for (const place of encoded.asks ?? []) asks.push(place)
    for (const id of encoded.ids) {
      ids.push(id)
      if (id === tokenizer.special.unknown) unknown++
    }
    for (const type of encoded.types) types.push(type)
    offsets.push(ids.length)
    if (encoded.truncated) truncated++
  }
  return {
    count: rows.length,
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

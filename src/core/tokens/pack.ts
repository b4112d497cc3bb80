// Rows of tokens -> the arrays that a graph's batch inputs are fed with. Tokens lie flat; only attention sees padding.

/** M tokens in all, B rows, S the longest row. Meaning of the arrays: models/batchInputs.ts. */
export interface Packed {
  readonly ids: BigInt64Array
  readonly types: BigInt64Array
  readonly positions: BigInt64Array
  readonly pad: BigInt64Array
  readonly unpad: BigInt64Array
  readonly mask: Float32Array
  readonly first: BigInt64Array
  readonly last: BigInt64Array
  /** The tokens that prompts ask for, row after row. */
  readonly asked: BigInt64Array
  readonly rows: number
  readonly longest: number
  readonly tokens: number
}

/** A row of tokens; `types` may be missing where all are 0. */
export interface TokenRow {
  readonly ids: ArrayLike<number>
  readonly types?: ArrayLike<number>
  /** The places that a prompt asks for. */
  readonly asks?: ArrayLike<number>
}

/** Added to a score, it takes a padding slot out of every softmax. */
export const never = -1e9

export function pack(rows: readonly TokenRow[]): Packed {
  const longest = Math.max(...rows.map((row) => row.ids.length))
  const tokens = rows.reduce((sum, row) => sum + row.ids.length, 0)
  const flat = (): BigInt64Array => new BigInt64Array(tokens)
  const [ids, types, positions, unpad] = [flat(), flat(), flat(), flat()]
  // Empty slots point one past the last token, where the graph has a row of zeros.
  const pad = new BigInt64Array(rows.length * longest).fill(BigInt(tokens))
  const mask = new Float32Array(rows.length * longest).fill(never)
  const [first, last] = [new BigInt64Array(rows.length), new BigInt64Array(rows.length)]
  const asked: bigint[] = []
  let m = 0
  rows.forEach((row, b) => {
    first[b] = BigInt(m)
    for (const place of Array.from(row.asks ?? [])) asked.push(BigInt(m + place))
    for (let i = 0; i < row.ids.length; i++, m++) {
      const slot = b * longest + i
      ids[m] = BigInt(row.ids[i]!)
      types[m] = BigInt(row.types?.[i] ?? 0)
      positions[m] = BigInt(i)
      unpad[m] = BigInt(slot)
      pad[slot] = BigInt(m)
      mask[slot] = 0
    }
    last[b] = BigInt(m - 1)
  })
  return {
    ...{ ids, types, positions, pad, unpad, mask, first, last, rows: rows.length, longest, tokens },
    asked: BigInt64Array.from(asked),
  }
}

// Virtual tokens: n of them before every row, made inside the graph, so that whoever makes batches need not know of them.
import type { Graph } from '../graph/graph.ts'
import { sumOf, timesOf, type Shape, type Value } from '../graph/value.ts'
import type { BatchInputs } from './batchInputs.ts'
import type { Context } from './layers.ts'

/**
 * The batch with `n` more tokens in every row. In the flat order they come after all real ones, row after row, so that a
 * place in that order means what it did; in the rows they come first, at positions 0 to n - 1. Token ids stay those of the
 * real tokens.
 */
export function withPrompt(g: Graph, batch: BatchInputs, n: number): BatchInputs {
  const e = g.emitter
  const integers = (type: string, inputs: readonly Value[], shape: Shape): Value =>
    e.node(type, inputs, shape, {}, 'int64')
  const join = (parts: readonly Value[], shape: Shape, axis = 0): Value =>
    e.node('Concat', parts, shape, { axis }, 'int64')
  const size = (x: Value, axis: number): Value =>
    e.node('Gather', [e.shapeOf(x), e.integers([axis])], [1], {}, 'int64')
  const scalar = (x: number): Value => e.constant(`integer ${x}`, [], BigInt64Array.of(BigInt(x)))

  const [tokens, [rows, slots]] = [batch.ids.shape[0]!, batch.pad.shape as [string, string]]
  const added = timesOf(n, rows)
  const [all, longer] = [sumOf(tokens, added), sumOf(n, slots)]
  const width = e.integers([n])
  const real = size(batch.ids, 0)
  const longest = size(batch.pad, 1)
  const count = integers('Mul', [size(batch.pad, 0), width], [1])

  // Virtual token v is the one at position v mod n of row v / n.
  const end = integers('Squeeze', [count], [])
  const virtual = integers('Range', [scalar(0), end, scalar(1)], [added])
  const row = integers('Div', [virtual, width], [added])
  const position = integers('Mod', [virtual, width], [added])
  const place = integers('Add', [virtual, real], [added])

  // Slots without a token point one past the last token, which now is further away.
  const empty = e.node('Equal', [batch.pad, real], batch.pad.shape)
  const last = integers('Add', [real, count], [1])
  const pad = integers('Where', [empty, last, batch.pad], batch.pad.shape)
  const before = integers('Reshape', [place, e.integers([-1, n])], [rows, n])
  // Slot s of row b was b S + s and is b (n + S) + n + s.
  // (The prompt alone has rows without any slot.)
  const some = integers('Max', [longest, e.integers([1])], [1])
  const rowOf = integers('Div', [batch.unpad, some], batch.unpad.shape)
  const moved = integers('Mul', [integers('Add', [rowOf, e.integers([1])], rowOf.shape), width], rowOf.shape)
  const unpad = integers('Add', [batch.unpad, moved], batch.unpad.shape)
  const slot = integers('Add', [virtual, integers('Mul', [row, longest], [added])], [added])

  return {
    ids: batch.ids,
    positions: join([integers('Add', [batch.positions, width], [tokens]), position], [all]),
    types: join([batch.types, integers('Mul', [virtual, e.integers([0])], [added])], [all]),
    pad: join([before, pad], [rows, longer], 1),
    unpad: join([unpad, slot], [all]),
    mask: g.zerosBefore(batch.mask, { count: n }),
    first: integers('Slice', [place, e.integers([0]), count, e.integers([0]), width], [rows]),
    last: batch.last,
  }
}

/** The embeddings of all tokens of the batch, given those of the real ones as looked up in the weight `table`. */
export function withPromptEmbeddings({ g, batch, hooks }: Context, words: Value, table: string): Value {
  const { prompt } = hooks
  if (!prompt) return words
  const width = words.shape[1] as number
  const rows = g.repeat(prompt.embeddings(g, { table, width }), batch.pad)
  const flat = g.reshape(rows, null, null, { shape: [timesOf(prompt.length, batch.pad.shape[0]!), width] })
  return g.concat(words, flat, { axis: 0 })
}

/** The places of the real tokens in the flat order, int64 [M]; undefined where there are no others. */
export function textPlaces({ g: { emitter: e }, batch, hooks }: Context): Value | undefined {
  if (!hooks.prompt) return undefined
  const [zero, one] = [0, 1].map((x) => e.constant(`integer ${x}`, [], BigInt64Array.of(BigInt(x))))
  const count = e.node('Size', [batch.ids], [], {}, 'int64')
  return e.node('Range', [zero!, count, one!], batch.ids.shape, {}, 'int64')
}

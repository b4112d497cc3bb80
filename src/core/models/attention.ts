// Attention over the heads of every row, which families share; and the masks of those in which not every token sees all.
import type { Emitter } from '../graph/emitter.ts'
import type { Graph } from '../graph/graph.ts'
import type { Dim, Value } from '../graph/value.ts'
import type { Context } from './layers.ts'

/** What is added to the scores [B, H, S, S]: a value, or one made of the scaled queries and the keys [B, H, S, d]. */
export type AttentionMask = Value | ((query: Value, key: Value) => Value)

/**
 * softmax(q k^T / sqrt(terms d) + mask) v over heads (Vaswani et al. 2017, section 3.2); q, k, v and the result are flat
 * [M, D]. Where k and v are narrower than q, groups of query heads share one head of theirs (Ainslie et al. 2023). `terms`
 * are those that a score is the sum of, where the mask adds others.
 */
export function attention(
  { g, batch, hooks }: Context,
  [q, k, v]: readonly [Value, Value, Value],
  heads: number,
  dropout: number,
  layer: number,
  mask: AttentionMask = batch.mask,
  terms = 1,
): Value {
  const width = q.shape[1] as number
  const size = width / heads
  const split = (x: Value): Value => {
    const rows = g.padRows(x, batch.pad, batch.unpad)
    return g.transpose(lastDims(g, rows, [(x.shape[1] as number) / size, size]), { order: [0, 2, 1, 3] })
  }
  const query = split(g.scale(q, { factor: 1 / Math.sqrt(terms * size) }))
  const key = split(k)
  const added = typeof mask === 'function' ? mask(query, key) : mask
  const at = hooks.attend(g, { query, key, value: split(v), mask: added }, layer)
  // The queries of a group lie one after another, as if they were more tokens of one head.
  const shared = at.key.shape[1] as number
  const slots = query.shape[2]!
  const fold = (x: Value): Value => regroup(g, x, shared, `${heads / shared} ${slots}`)
  const unfold = (x: Value): Value => regroup(g, x, heads, slots)
  const scores = unfold(g.matmul(fold(at.query), g.transpose(at.key, { order: [0, 1, 3, 2] })))
  const weights = g.drop(g.softmax(g.add(scores, at.mask)), dropout)
  const mixed = unfold(g.matmul(fold(weights), at.value))
  const rows = lastDims(g, g.transpose(mixed, { order: [0, 2, 1, 3] }), [width])
  return g.unpadRows(rows, batch.unpad, batch.pad)
}

/** The batch's mask with every later token hidden as well: [B, 1, S, S]. Make it once for all layers. */
export function causalMask(c: Context): Value {
  // Slot i may see slot j where i - j is not negative.
  return hidingNegative(c, behind(c))
}

/** The batch's mask with every token further away than `reach` hidden as well: [B, 1, S, S]. Make it once for all layers. */
export function localMask(c: Context, reach: number): Value {
  const { emitter: e } = c.g
  const distances = behind(c)
  const distance = e.node('Abs', [distances], distances.shape)
  return hidingNegative(c, e.subtract(e.scalar(reach), distance))
}

/** The batch's longest row S at run time, int64 without dims. */
export function longestRow({ g: { emitter: e }, batch }: Context): Value {
  return e.node('Gather', [e.shapeOf(batch.pad), integer(e, 1)], [], {}, 'int64')
}

const integer = (e: Emitter, x: number): Value => e.constant(`integer ${x}`, [], BigInt64Array.of(BigInt(x)))

/** How far slot j lies behind slot i: i - j, [S, S]. */
function behind(c: Context): Value {
  const { emitter: e } = c.g
  const s = c.batch.pad.shape[1]!
  const slots = e.float(e.node('Range', [integer(e, 0), longestRow(c), integer(e, 1)], [s], {}, 'int64'))
  return e.subtract(e.reshape(slots, [s, 1]), e.reshape(slots, [1, s]))
}

/** The batch's mask, and -1e9 or less wherever whole numbers `x` [S, S] are negative. */
function hidingNegative({ g: { emitter: e }, batch }: Context, x: Value): Value {
  return e.add(batch.mask, e.scale(e.node('Min', [x, e.scalar(0)], x.shape), 1e9))
}

// To ONNX, a dim of 0 means: as it was.

// [B, S, ...] -> [B, S, ...dims]
function lastDims(g: Graph, x: Value, dims: readonly number[]): Value {
  const [rows, slots, ...before] = x.shape as [Dim, Dim, ...number[]]
  const { emitter: e } = g
  return g.reshape(x, e.integers([0, 0, ...dims]), e.integers([0, 0, ...before]), {
    shape: [rows, slots, ...dims],
  })
}

// [B, H, S, n] -> [B, heads, slots, n] with slots = S H / heads
function regroup(g: Graph, x: Value, heads: number, slots: Dim): Value {
  const [rows, before, , last] = x.shape as [Dim, number, Dim, Dim]
  const { emitter: e } = g
  if (before === heads) return x
  return g.reshape(x, e.integers([0, heads, -1, 0]), e.integers([0, before, -1, 0]), {
    shape: [rows, heads, slots, last],
  })
}

// What the head of a classifier reads of a row: its first or last token, or the mean of all.
import type { Value } from '../graph/value.ts'
import type { Model, Rates } from './family.ts'
import type { Context } from './layers.ts'

/** One vector per row [B, D], as the model pools it. */
export function pooled(c: Context, model: Model, rates: Rates): Value {
  return model.pool(c, readState(c, model, rates), rates)
}

/** The last state of what the head reads of each row [B, D]. */
export function readState(c: Context, model: Model, rates: Rates): Value {
  const { reads } = model.head
  return reads === 'mean'
    ? rowMeans(c, model.encode(c, rates).at(-1)!)
    : model.encode(c, rates, c.batch[reads]).at(-1)!
}

/** What the head reads of each row [B, D], where the states [M, D] of a layer are those of all tokens. */
export function stateOf(c: Context, { head: { reads } }: Model, states: Value): Value {
  return reads === 'mean' ? rowMeans(c, states) : c.g.embed(states, c.batch[reads])
}

/** The mean [B, D] of each row's tokens x [M, D]. */
export function rowMeans({ g, batch }: Context, x: Value): Value {
  const { emitter: e } = g
  const width = x.shape[1] as number
  // Equal shares for a row's tokens and none for padding: softmax of the mask, [B, 1, S]
  const [rows, slots] = [batch.mask.shape[0]!, batch.mask.shape[3]!]
  const flat = e.node('Squeeze', [batch.mask, e.integers([1])], [rows, 1, slots])
  const means = g.matmul(g.softmax(flat), g.padRows(x, batch.pad, batch.unpad))
  return g.reshape(means, null, null, { shape: [rows, width] })
}

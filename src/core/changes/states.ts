// The hidden states of rows at every layer of a model.
import type { StateReads } from '../../shared/changes.ts'
import type { Graph } from '../graph/graph.ts'
import type { Model } from '../models/family.ts'
import { rowMeans } from '../models/pooled.ts'
import type { Session, Tensor } from '../runtime/session.ts'
import { planEvaluation } from '../tokens/batches.ts'
import { pack } from '../tokens/pack.ts'
import { tokenLengths, tokenRow, type TokenTable } from '../tokens/table.ts'
import { batchFeeds } from '../training/feeds.ts'
import { context, still } from '../training/graphs.ts'
import type { Applied } from '../tuning/tuning.ts'
import type { States } from './gram.ts'

/** For each way of reading, the states after the embeddings and after each layer. */
export type StatesByReads = ReadonlyMap<StateReads, readonly States[]>

/** A model that changes nothing. */
export const untuned: Applied = { hooks: {}, trains: () => false }

/** Tokens in a piece; nothing but the states that are read is kept. */
const pieceTokens = 1024

const outputName = (reads: StateReads, layer: number): string => `${reads} ${layer}`

/** Forward only. Outputs: for each of `reads` and each place, the state [B, width] of what is read of each row. */
export function statesGraph(model: Model, tuning: Applied, reads: readonly StateReads[]): Graph {
  const c = context(model, tuning, false)
  model.encode(c, still).forEach((state, layer) => {
    for (const read of reads)
      c.g.output(
        outputName(read, layer),
        read === 'mean' ? rowMeans(c, state) : c.g.embed(state, c.batch[read]),
      )
  })
  return c.g
}

/** The states of all rows of `table`, in its order, by a session of statesGraph(). */
export async function readStates(
  session: Session,
  weights: { readonly [name: string]: Tensor },
  table: TokenTable,
  places: number,
  reads: readonly StateReads[],
  onPiece: (rows: number) => void = () => {},
): Promise<StatesByReads> {
  const names = reads.flatMap((read) => Array.from({ length: places }, (_, layer) => outputName(read, layer)))
  const wanted = Object.fromEntries(names.map((name) => [name, null]))
  const found = new Map<string, States>()
  for (const rows of planEvaluation(tokenLengths(table), pieceTokens)) {
    const feeds = batchFeeds(pack(rows.map((i) => tokenRow(table, i))))
    const outputs = await session.run({ ...weights, ...feeds }, wanted)
    for (const name of names) {
      const data = outputs[name]!.data as Float32Array
      const width = data.length / rows.length
      const states = found.get(name) ?? { width, data: new Float32Array(table.count * width) }
      found.set(name, states)
      rows.forEach((row, i) => states.data.set(data.subarray(i * width, (i + 1) * width), row * width))
    }
    onPiece(rows.length)
  }
  return new Map(
    reads.map((read) => [
      read,
      Array.from({ length: places }, (_, layer) => found.get(outputName(read, layer))!),
    ]),
  )
}

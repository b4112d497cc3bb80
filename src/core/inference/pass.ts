// One way of several runs through their model: the texts go in once, each run's logits come out.
import type { Session, Tensor } from '../runtime/session.ts'
import { planEvaluation } from '../tokens/batches.ts'
import { pack } from '../tokens/pack.ts'
import { tokenLengths, tokenRow, type TokenTable } from '../tokens/table.ts'
import { logitsOf, pieceTokens } from '../training/evaluate.ts'
import { batchFeeds } from '../training/feeds.ts'
import type { BaseRun } from './baseRun.ts'

/** How certain runs go through the model together: a graph with the weights that it is fed. */
export interface Pass {
  readonly runs: readonly BaseRun[]
  readonly session: Session
  readonly feeds: { readonly [name: string]: Tensor }
  /** How often a batch holds each row; 0 for a run that has the graph for itself. */
  readonly lanes: number
}

/** Each run's logits, row by row in the order of `table`. */
export async function logitsOfPass(
  { runs, session, feeds, lanes }: Pass,
  table: TokenTable,
): Promise<Float32Array[][]> {
  if (lanes === 0) return [await logitsOf(session, feeds, table)]
  const result = runs.map(() => new Array<Float32Array>(table.count))
  const fetches = Object.fromEntries(runs.map((_, k) => [`logits ${k}`, null]))
  for (const piece of planEvaluation(tokenLengths(table), Math.ceil(pieceTokens / lanes))) {
    const rows = piece.map((i) => tokenRow(table, i))
    const batch = batchFeeds(pack(Array.from({ length: lanes }, () => rows).flat()))
    const found = await session.run({ ...feeds, ...batch }, fetches)
    runs.forEach(({ outputs }, k) => {
      const data = found[`logits ${k}`]!.data as Float32Array
      piece.forEach((row, i) => (result[k]![row] = data.slice(i * outputs, (i + 1) * outputs)))
    })
  }
  return result
}

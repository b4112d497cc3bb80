// The inputs of a graph that every batch feeds. Tokens lie flat [M, ...]; only attention sees rows padded to the longest [B, S].
import type { Graph } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'

/** M tokens in all, B rows, S the longest row. */
export interface BatchInputs {
  /** Token ids, positions and segment ids, int64 [M]. */
  readonly ids: Value
  readonly positions: Value
  readonly types: Value
  /** Slot s of row b holds token pad[b, s], or none where pad[b, s] = M; int64 [B, S]. */
  readonly pad: Value
  /** Token m lies in slot unpad[m] = b S + s; int64 [M]. */
  readonly unpad: Value
  /** 0 for tokens and -1e9 for padding, float [B, 1, 1, S]. */
  readonly mask: Value
  /** The first and the last token of each row, int64 [B]. */
  readonly first: Value
  readonly last: Value
}

/** Declares the batch inputs of `g`. */
export function batchInputs(g: Graph): BatchInputs {
  return {
    ids: g.input('ids', ['M'], 'int64'),
    positions: g.input('positions', ['M'], 'int64'),
    types: g.input('types', ['M'], 'int64'),
    pad: g.input('pad', ['B', 'S'], 'int64'),
    unpad: g.input('unpad', ['M'], 'int64'),
    mask: g.input('mask', ['B', 1, 1, 'S']),
    first: g.input('first', ['B'], 'int64'),
    last: g.input('last', ['B'], 'int64'),
  }
}

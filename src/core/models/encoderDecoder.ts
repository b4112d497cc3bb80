// What a family is whose models read one text and write another: graphs for inference, no hooks and no heads to train.
import type { Graph } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'
import type { Facts } from './family.ts'

/** The names and shapes of what a graph reads: rows of tokens, all filled up to the longest. */
export interface TokenInputs {
  /** Token ids, int64 [B, S]. */
  readonly ids: Value
  /** For query i and key j the bucket of their distance, int64 [S, S]. */
  readonly buckets: Value
  /** What is added to the scores: -1e9 where a key must not be seen, else 0; [B, 1, 1, S] or [1, S, S]. */
  readonly mask: Value
}

export interface EncoderDecoder {
  readonly family: string
  readonly facts: Pick<Facts, 'layers' | 'hidden' | 'heads' | 'vocabulary' | 'maxLength'>
  /** The token that stands before all that is written. */
  readonly start: number
  /** Names that checkpoints use for the same tensor, best first. */
  aliases(name: string): readonly string[]
  /** The encoder's last states, flat [B S, D]. */
  encode(g: Graph, texts: TokenInputs): Value
  /**
   * The decoder's last states, flat [N T, D], of N = B K rows: K continuations of the first text, then K of the second, and
   * so on. `states` [B S, D] and `mask` [B, 1, 1, S] are the encoder's.
   */
  decode(g: Graph, written: TokenInputs, read: { readonly states: Value; readonly mask: Value }): Value
  /** Vocabulary logits [M, V] for decoder states [M, D]. */
  logits(g: Graph, states: Value): Value
  /** The row of the table of distances for a key that stands `distance` tokens after its query. */
  bucketOf(side: 'encoder' | 'decoder', distance: number): number
}

/** Declares what the encoder reads. */
export const textInputs = (g: Graph): TokenInputs => ({
  ids: g.input('ids', ['B', 'S'], 'int64'),
  buckets: g.input('buckets', ['S', 'S'], 'int64'),
  mask: g.input('mask', ['B', 1, 1, 'S']),
})

/** Declares what the decoder has written so far. */
export const writtenInputs = (g: Graph): TokenInputs => ({
  ids: g.input('written ids', ['N', 'T'], 'int64'),
  buckets: g.input('written buckets', ['T', 'T'], 'int64'),
  mask: g.input('written mask', [1, 'T', 'T']),
})

// What a model family is: from a checkpoint's config to graphs, through the hooks.
import type { Value } from '../graph/value.ts'
import type { Context } from './layers.ts'

/** Sizes that every family has. */
export interface Facts {
  readonly layers: number
  readonly hidden: number
  readonly heads: number
  readonly vocabulary: number
  /** Longest row in tokens. */
  readonly maxLength: number
  readonly dropout: { readonly hidden: number; readonly attention: number }
  /** Standard deviation of new weights. */
  readonly deviation: number
}

/** Dropout rates of one graph. */
export interface Rates {
  readonly hidden: number
  readonly attention: number
}

export interface Model {
  readonly family: string
  readonly facts: Facts
  /** Linear layers that LoRA adapts unless told otherwise, by the last part of their names. */
  readonly queryAndValue: readonly string[]
  /** The name of the head's linear layer. */
  readonly classifier: string
  /** Names that checkpoints use for the same tensor, best first. */
  aliases(name: string): readonly string[]
  /**
   * Hidden states [M, D]: after the embeddings, then after each layer. `read` [K] names the tokens that the caller will
   * look at in the last layer, as places in the flat order: the last state is then [K, D], and what only others need is
   * not computed.
   */
  encode(c: Context, rates: Rates, read?: Value): readonly Value[]
  /** One vector per row [B, D] for a classification or regression head, dropout applied; `first` [B, D] is the rows' first tokens. */
  pool(c: Context, first: Value, rates: Rates): Value
  /** Vocabulary logits [K, V] for hidden states [K, D]. */
  maskedLm(c: Context, hidden: Value): Value
}

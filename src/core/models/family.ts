// What a model family is: from a checkpoint's config to graphs, through the hooks.
import type { Value } from '../graph/value.ts'
import type { HeadKind } from './heads.ts'
import type { Context } from './layers.ts'

/** Sizes that every family has. */
export interface Facts {
  readonly layers: number
  readonly hidden: number
  readonly heads: number
  readonly vocabulary: number
  /** Longest row in tokens. */
  readonly maxLength: number
  /** Whether token types tell the two texts of a pair apart. */
  readonly tokenTypes: boolean
  /** The padding's id, where only other ids take a position; null where every slot of a padded row takes one. */
  readonly padding: number | null
  readonly dropout: Rates
  /** Standard deviation of new weights. */
  readonly deviation: number
}

/** Dropout rates of a model or of one graph. */
export interface Rates {
  readonly hidden: number
  readonly attention: number
  /** Before the head. */
  readonly classifier: number
}

export interface Model {
  readonly family: string
  readonly facts: Facts
  /** The class in transformers that classifies texts with this model. */
  readonly architecture: string
  /** Linear layers that LoRA adapts unless told otherwise, by the last part of their names. */
  readonly queryAndValue: readonly string[]
  /** What (IA)^3 rescales unless told otherwise: linear layers by their outputs, others by their inputs, as PEFT does where it knows the family. */
  readonly rescaled: { readonly outputs: readonly string[]; readonly inputs: readonly string[] }
  /** Whether the weights of the layers' linear layers are stored [in, out]; PEFT's name for it. */
  readonly fanInFanOut?: boolean
  /** Whether attention asks how far each key is from the query, so that keys that stand nowhere cannot be put before it. */
  readonly distances?: true
  /** The linear layer of a classification or regression head, and what of each row it reads: a token, or the mean of all. */
  readonly head: {
    readonly name: string
    readonly bias: boolean
    readonly reads: 'first' | 'last' | 'mean'
    /** Modules that belong to a classifier and not to the pre-trained model, or that it may lack, as PEFT saves them. */
    readonly modules: readonly string[]
    /** Modules of the pre-training's head that the classifier goes on with; new only where a checkpoint lacks them. */
    readonly shared?: readonly string[]
    /** Set where it is not the family's own; see withHead. */
    readonly kind?: HeadKind
  }
  /** The head of pre-training. */
  readonly languageModel: LanguageModel
  /** Names that checkpoints use for the same tensor, best first. */
  aliases(name: string): readonly string[]
  /**
   * Hidden states [M, D]: after the embeddings, then after each layer. `read` [K] names the tokens that the caller will
   * look at in the last layer, as places in the flat order: the last state is then [K, D], and what only others need is
   * not computed.
   */
  encode(c: Context, rates: Rates, read?: Value): readonly Value[]
  /** One vector per row [B, D] for the head, dropout applied; `token` [B, D] is the last state of what it reads. */
  pool(c: Context, token: Value, rates: Rates): Value
}

/** Predicts tokens: `masked` those that are hidden, from both sides; `causal` the next one, from all before it. */
export interface LanguageModel {
  readonly kind: 'masked' | 'causal'
  /** Its class in transformers, where that is not called as the classifier's is. */
  readonly architecture?: string
  /** Vocabulary logits [K, V] for states [K, D] of the last layer. */
  logits(c: Context, states: Value): Value
}

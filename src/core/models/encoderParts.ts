// The parts of BERT and its relatives: embeddings, the layer that normalises after each sum, the vocabulary head.
import type { Value } from '../graph/value.ts'
import { attention, type AttentionMask } from './attention.ts'
import type { EncoderConfig } from './encoderConfig.ts'
import type { Rates } from './family.ts'
import type { Sublayer } from './hooks.ts'
import { activate, linear, norm, type Context } from './layers.ts'
import { withPromptEmbeddings } from './prompt.ts'

/**
 * The names under which checkpoints hold a tensor, best first: those of the bare encoder lack `prefix`, and the oldest call a
 * norm's weights gamma and beta.
 */
export function encoderAliases(prefix: string, name: string): string[] {
  const old = (known: string): string =>
    known.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta')
  const bare = name.startsWith(prefix) ? name.slice(prefix.length) : name
  return [...new Set([name, bare, old(name), old(bare)])]
}

/** What the tables of embeddings() are asked for: int64 [M] each, or [1] for all tokens alike. */
export interface Placed {
  readonly positions?: Value
  readonly types?: Value
}

/**
 * LayerNorm(words + types + positions) [M, width] from the tables under `name`; no types or positions where
 * their table has no rows.
 */
export function embeddings(
  c: Context,
  name: string,
  width: number,
  rows: { readonly words: number; readonly positions: number; readonly types: number },
  epsilon: number,
  { positions = c.batch.positions, types = c.batch.types }: Placed = {},
): Value {
  const { g } = c
  const table = (part: string, count: number, ids: Value): Value =>
    g.embed(
      g.parameter(`${name}.${part}.weight`, [count, width], { kind: 'normal', deviation: c.deviation }),
      ids,
    )
  const words = withPromptEmbeddings(
    c,
    table('word_embeddings', rows.words, c.batch.ids),
    `${name}.word_embeddings.weight`,
  )
  const typed = rows.types > 0 ? g.add(words, table('token_type_embeddings', rows.types, types)) : words
  const sum =
    rows.positions > 0 ? g.add(typed, table('position_embeddings', rows.positions, positions)) : typed
  return norm(c, sum, `${name}.LayerNorm`, epsilon)
}

/** The checkpoint names of a layer's parts. */
export interface LayerParts {
  readonly query: string
  readonly key: string
  readonly value: string
  readonly attended: string
  readonly attendedNorm: string
  readonly wide: string
  readonly narrow: string
  readonly norm: string
}

/** The names that BERT gave them, which RoBERTa and ELECTRA keep. */
export const bertLayerParts = (layer: string): LayerParts => ({
  query: `${layer}.attention.self.query`,
  key: `${layer}.attention.self.key`,
  value: `${layer}.attention.self.value`,
  attended: `${layer}.attention.output.dense`,
  attendedNorm: `${layer}.attention.output.LayerNorm`,
  wide: `${layer}.intermediate.dense`,
  narrow: `${layer}.output.dense`,
  norm: `${layer}.output.LayerNorm`,
})

export interface LayerSizes {
  readonly heads: number
  readonly intermediate: number
  readonly activation: string
  readonly epsilon: number
}

export const layerSizes = (config: EncoderConfig): LayerSizes => ({
  heads: config.num_attention_heads,
  intermediate: config.intermediate_size,
  activation: config.hidden_act,
  epsilon: config.layer_norm_eps,
})

/** Dropout on the attention's probabilities, and on what each sublayer gives. */
export interface LayerRates {
  readonly probabilities: number
  readonly attended: number
  readonly narrow: number
}

export const bertLayerRates = ({ hidden, attention }: Rates): LayerRates => ({
  probabilities: attention,
  attended: hidden,
  narrow: hidden,
})

/** How attention scores, where it is not by content alone; see attention(). */
export interface Scoring {
  readonly mask?: AttentionMask
  readonly terms?: number
}

/**
 * m = LayerNorm(x + attention(x)), y = LayerNorm(m + W2 f(W1 m)) for x [M, D] (Vaswani et al. 2017).
 * After attention each token goes its own way, so with `read` [K] only those tokens go on, and y is [K, D].
 */
export function postNormLayer(
  c: Context,
  x: Value,
  parts: LayerParts,
  sizes: LayerSizes,
  rates: LayerRates,
  layer: number,
  read?: Value,
  { mask, terms }: Scoring = {},
): Value {
  const { g, hooks } = c
  const width = x.shape[1] as number
  const project = (name: string): Value => linear(c, x, name, width, layer)
  const only = (v: Value): Value => (read ? g.embed(v, read) : v)
  /** Ends a sublayer: LayerNorm(residual + W y) with the layers called `name` and `normName`. */
  const join = (
    kind: Sublayer['kind'],
    y: Value,
    residual: Value,
    names: [string, string],
    rate: number,
  ): Value => {
    const [name, normName] = names
    const normal = (sum: Value): Value => norm(c, sum, normName, sizes.epsilon)
    const output = g.drop(linear(c, y, name, width, layer), rate)
    const at = { layer, kind, name, residual, norm: normal }
    return normal(g.add(hooks.afterSublayer(g, output, at), residual))
  }

  const projected = [project(parts.query), project(parts.key), project(parts.value)] as const
  const heads = attention(c, projected, sizes.heads, rates.probabilities, layer, mask, terms)
  const middle = join('attention', only(heads), only(x), [parts.attended, parts.attendedNorm], rates.attended)
  const wide = activate(g, linear(c, middle, parts.wide, sizes.intermediate, layer), sizes.activation)
  const y = join('feedForward', wide, middle, [parts.narrow, parts.norm], rates.narrow)
  return hooks.afterLayer(g, y, layer)
}

/** The states after `first` and after each of `layers` layers; `read` concerns the last one alone. */
export function stack(
  first: Value,
  layers: number,
  layerOf: (x: Value, layer: number, read?: Value) => Value,
  read?: Value,
): readonly Value[] {
  const states = [first]
  for (let layer = 0; layer < layers; layer++)
    states.push(layerOf(states.at(-1)!, layer, layer === layers - 1 ? read : undefined))
  return states
}

/** The checkpoint names of a vocabulary head, and the activation between its layers. */
export interface VocabularyHead {
  readonly dense: string
  readonly norm: string
  readonly bias: string
  /** The word embeddings [V, E], which are also its output weights. */
  readonly words: string
  readonly activation: string
  readonly epsilon: number
}

/** Logits [K, V] = LayerNorm(f(W h)) E^T + b with the word embeddings E [V, E]. */
export function vocabularyHead(
  c: Context,
  hidden: Value,
  head: VocabularyHead,
  vocabulary: number,
  width: number,
): Value {
  const { g } = c
  const transformed = activate(g, linear(c, hidden, head.dense, width), head.activation)
  const words = g.parameter(head.words, [vocabulary, width])
  const bias = g.parameter(head.bias, [vocabulary])
  return g.gemm(norm(c, transformed, head.norm, head.epsilon), words, bias, { transposed: true })
}

// Layers that normalise first, and a final norm after the last (Radford et al. 2019): decoders and ModernBERT.
import type { Value } from '../graph/value.ts'
import type { Sublayer } from './hooks.ts'
import type { Context } from './layers.ts'

/** One family's layers. Everything is flat [M, D]. */
export interface PreNormLayers {
  readonly count: number
  /** The attention's norm and product over heads, before its output layer. */
  attend(x: Value, layer: number): Value
  /** The attention's output layer. */
  attended(heads: Value, layer: number): Value
  /** The feed-forward part with its norm. */
  feed(x: Value, layer: number): Value
  /** The checkpoint name of the linear layer that a sublayer ends with. */
  lastOf(layer: number, kind: Sublayer['kind']): string
  /** After the last layer. */
  finalNorm(x: Value): Value
}

/**
 * Each layer: x + attention(norm x), then x + feedForward(norm x). Returns the states as `Model.encode` does: after
 * `embedded` come the layers' outputs, the last one normalised.
 */
export function preNormStates(
  { g, hooks }: Context,
  embedded: Value,
  layers: PreNormLayers,
  /** Dropout on what each sublayer gives. */
  rates: { readonly attended: number; readonly fed: number },
  read?: Value,
): Value[] {
  const join = (y: Value, residual: Value, layer: number, kind: Sublayer['kind']): Value => {
    const rate = kind === 'attention' ? rates.attended : rates.fed
    const at = { layer, kind, name: layers.lastOf(layer, kind), residual }
    return g.add(hooks.afterSublayer(g, g.drop(y, rate), at), residual)
  }
  const states = [hooks.embed(g, embedded)]
  for (let layer = 0; layer < layers.count; layer++) {
    const x = states.at(-1)!
    const last = layer === layers.count - 1
    // After attention each token goes its own way, so in the last layer only those that are read go on.
    const only = (v: Value): Value => (read && last ? g.embed(v, read) : v)
    const middle = join(layers.attended(only(layers.attend(x, layer)), layer), only(x), layer, 'attention')
    const output = hooks.afterLayer(g, join(layers.feed(middle, layer), middle, layer, 'feedForward'), layer)
    states.push(last ? layers.finalNorm(output) : output)
  }
  return states
}

// The places in a model where tuning and exits may act. A family calls them; it never knows who answers.
import type { Graph } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'

/** A linear layer at work: its checkpoint name (`bert.encoder.layer.0.attention.self.query`), input [M, in] and sizes. */
export interface Projection {
  readonly name: string
  readonly layer: number
  readonly x: Value
  readonly inputs: number
  readonly outputs: number
}

/** What attention is about to use: padded heads [B, H, S, d] and what is added to the scores, [B, 1 or H, 1 or S, S]. */
export interface Attention {
  readonly query: Value
  readonly key: Value
  readonly value: Value
  readonly mask: Value
}

/** Where a sublayer's output [M, D] is about to join the residual stream. */
export interface Sublayer {
  readonly layer: number
  readonly kind: 'attention' | 'feedForward'
  /** The checkpoint name of the linear layer that it ends with. */
  readonly name: string
  /** What it will be added to [M, D]: in families that normalise afterwards also its input. */
  readonly residual: Value
  /** The family's own norm of that sum; absent where the stream is summed as it is (preNorm.ts). */
  readonly norm?: (sum: Value) => Value
}

/** What stands before the text of every row: `length` virtual tokens, looked up in no table. */
export interface Prompt {
  readonly length: number
  /** Their embeddings [length, E]; `words` are the model's own word embeddings, by name and E. */
  embeddings(g: Graph, words: { readonly table: string; readonly width: number }): Value
}

export interface Hooks {
  /** Virtual tokens before every row. */
  readonly prompt?: Prompt
  /** The tokens' positions int64 [M], counted from 0. */
  positions?(g: Graph, positions: Value): Value
  /** The embeddings [M, D] before the first layer. */
  embed?(g: Graph, x: Value): Value
  /** A linear layer's input x [M, in]; (IA)^3 rescales it here. What `project` is told remains the input before this. */
  enter?(g: Graph, x: Value, projection: Projection): Value
  /** A linear layer's output y [M, out]; LoRA adds its update here. */
  project?(g: Graph, y: Value, projection: Projection): Value
  /** Keys, values and mask before attention; prefix tuning puts its own in front. */
  attend?(g: Graph, attention: Attention, layer: number): Attention
  /** A sublayer's output before the residual sum; adapters sit here. */
  afterSublayer?(g: Graph, output: Value, sublayer: Sublayer): Value
  /** A layer's hidden states [M, D]; exits look at them. */
  afterLayer?(g: Graph, hidden: Value, layer: number): Value
  /** The vector [B, D] that a head is about to read. */
  head?(g: Graph, pooled: Value): Value
}

/** All hooks there are, whether anybody answers or not. */
export type AllHooks = Required<Omit<Hooks, 'prompt'>> & Pick<Hooks, 'prompt'>

/** One set of hooks that calls each of `all` in turn. At most one of them may have a prompt. */
export function compose(...all: readonly Hooks[]): AllHooks {
  const [prompt] = all.flatMap((h) => h.prompt ?? [])
  return {
    ...(prompt && { prompt }),
    positions: (g, positions) => all.reduce((v, h) => h.positions?.(g, v) ?? v, positions),
    embed: (g, x) => all.reduce((v, h) => h.embed?.(g, v) ?? v, x),
    enter: (g, x, at) => all.reduce((v, h) => h.enter?.(g, v, at) ?? v, x),
    project: (g, y, at) => all.reduce((v, h) => h.project?.(g, v, at) ?? v, y),
    attend: (g, attention, layer) => all.reduce((v, h) => h.attend?.(g, v, layer) ?? v, attention),
    afterSublayer: (g, output, at) => all.reduce((v, h) => h.afterSublayer?.(g, v, at) ?? v, output),
    afterLayer: (g, hidden, layer) => all.reduce((v, h) => h.afterLayer?.(g, v, layer) ?? v, hidden),
    head: (g, pooled) => all.reduce((v, h) => h.head?.(g, v) ?? v, pooled),
  }
}

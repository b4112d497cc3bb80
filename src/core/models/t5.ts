// T5 (Raffel et al. 2020) with the names and layout of Hugging Face checkpoints: an encoder reads a text with gaps, a decoder
// writes what stands in them. For inference alone.
import { z } from 'zod'
import type { Emitter } from '../graph/emitter.ts'
import type { Graph } from '../graph/graph.ts'
import type { Shape, Value } from '../graph/value.ts'
import type { EncoderDecoder, TokenInputs } from './encoderDecoder.ts'
import { activate } from './layers.ts'

const size = z.number().int().positive()

export const t5Config = z.object({
  model_type: z.literal('t5'),
  vocab_size: size,
  d_model: size,
  d_kv: size,
  d_ff: size,
  num_layers: size,
  num_decoder_layers: size.nullish(),
  num_heads: size,
  relative_attention_num_buckets: size.multipleOf(4).default(32),
  relative_attention_max_distance: size.default(128),
  layer_norm_epsilon: z.number().default(1e-6),
  feed_forward_proj: z.enum(['relu', 'gated-gelu']).default('relu'),
  tie_word_embeddings: z.boolean().default(true),
  scale_decoder_outputs: z.boolean().nullish(),
  decoder_start_token_id: z.number().int().nonnegative().default(0),
  n_positions: size.default(512),
})
export type T5Config = z.infer<typeof t5Config>

/** What lies flat [B S, D], and the B and S that attention sees; at run time at most one of these is -1, whatever is left. */
interface Rows {
  readonly flat: Value
  readonly dims: Shape
  readonly sizes: Parameters<Emitter['dims']>[0]
}

/** The T5 of a config: of version 1.0, or of 1.1, whose feed-forward layers have gates and whose head has weights of its own. */
export function t5(config: T5Config): EncoderDecoder {
  const { d_model: width, d_kv: headSize, num_heads: heads, vocab_size: vocabulary } = config
  // transformers 5 calls every head tied and tells version 1.0 by this instead.
  const isFirst = config.scale_decoder_outputs ?? config.tie_word_embeddings

  const words = (g: Graph): Value => g.parameter('shared.weight', [vocabulary, width])
  const norm = (g: Graph, x: Value, name: string): Value =>
    g.rmsNorm(x, g.parameter(`${name}.weight`, [width]), { epsilon: config.layer_norm_epsilon })
  /** y = x W^T, without a bias. */
  const linear = (g: Graph, x: Value, name: string, outputs: number): Value =>
    g.gemm(x, g.parameter(`${name}.weight`, [outputs, x.shape[1] as number]), null, { transposed: true })

  /**
   * softmax(q k^T + added) v of the layer `name`, with queries from `asking`, keys and values from `asked`. Scores are not
   * divided by the root of the head's size: T5's weights are so much smaller.
   */
  const attention = (g: Graph, name: string, asking: Rows, asked: Rows, added: Value): Value => {
    const { emitter: e } = g
    // [B S, D] -> [B, H, S, d]
    const split = (part: string, { flat, dims, sizes }: Rows): Value => {
      const projected = linear(g, flat, `${name}.${part}`, heads * headSize)
      const apart = e.reshape(projected, [...dims, heads, headSize], e.dims([...sizes, heads, headSize]))
      return e.transpose(apart, [0, 2, 1, 3])
    }
    const scores = g.matmul(split('q', asking), e.transpose(split('k', asked), [0, 1, 3, 2]))
    const mixed = g.matmul(g.softmax(g.add(scores, added)), split('v', asked))
    const joined = e.reshape(e.transpose(mixed, [0, 2, 1, 3]), [asking.flat.shape[0]!, heads * headSize])
    return linear(g, joined, `${name}.o`, width)
  }

  const feedForward = (g: Graph, x: Value, name: string): Value => {
    const wide = (part: string): Value => linear(g, x, `${name}.${part}`, config.d_ff)
    const inner =
      config.feed_forward_proj === 'relu'
        ? g.relu(wide('wi'))
        : g.multiply(activate(g, wide('wi_0'), 'gelu_new'), wide('wi_1'))
    return linear(g, inner, `${name}.wo`, width)
  }

  /** All layers of the encoder, or of the decoder, which also looks at what was `read`. The result is flat. */
  const stack = (
    g: Graph,
    { ids, buckets, mask }: TokenInputs,
    read?: { readonly asked: Rows; readonly mask: Value; readonly asking: Omit<Rows, 'flat'> },
  ): Value => {
    const { emitter: e } = g
    const name = read ? 'decoder' : 'encoder'
    const rows = { dims: ids.shape, sizes: [[ids, 0] as const, [ids, 1] as const] }
    // The first layer's table of distances serves all.
    const table = g.parameter(`${name}.block.0.layer.0.SelfAttention.relative_attention_bias.weight`, [
      config.relative_attention_num_buckets,
      heads,
    ])
    const added = e.add(e.transpose(e.gather(table, buckets), [2, 0, 1]), mask)
    const flatIds = e.node('Reshape', [ids, e.integers([-1])], [ids.shape.join(' ')], {}, 'int64')
    let x = g.embed(words(g), flatIds)
    const layers = (read && config.num_decoder_layers) || config.num_layers
    for (let layer = 0; layer < layers; layer++) {
      const part = (i: number): string => `${name}.block.${layer}.layer.${i}`
      const normal = (i: number): Value => norm(g, x, `${part(i)}.layer_norm`)
      const own = { flat: normal(0), ...rows }
      x = g.add(x, attention(g, `${part(0)}.SelfAttention`, own, own, added))
      if (read) {
        const asking = { flat: normal(1), ...read.asking }
        x = g.add(x, attention(g, `${part(1)}.EncDecAttention`, asking, read.asked, read.mask))
      }
      const last = read ? 2 : 1
      x = g.add(x, feedForward(g, normal(last), `${part(last)}.DenseReluDense`))
    }
    return norm(g, x, `${name}.final_layer_norm`)
  }

  return {
    family: 't5',
    facts: {
      layers: config.num_layers,
      hidden: width,
      heads,
      vocabulary,
      maxLength: config.n_positions,
    },
    start: config.decoder_start_token_id,

    aliases: (name) =>
      name === 'shared.weight'
        ? [name, 'encoder.embed_tokens.weight', 'decoder.embed_tokens.weight']
        : // A head that turned out equal to the words is stored once.
          name === 'lm_head.weight'
          ? [name, 'shared.weight']
          : [name],

    encode: (g, texts) => stack(g, texts),

    decode: (g, written, { states, mask }) => {
      const [rows, slots] = [mask.shape[0]!, mask.shape[3]!]
      return stack(g, written, {
        mask,
        asked: {
          flat: states,
          dims: [rows, slots],
          sizes: [
            [mask, 0],
            [mask, 3],
          ],
        },
        // All that is written for one text asks as one row, so that no key has to be copied.
        asking: { dims: [rows, `${written.ids.shape.join(' ')} / ${rows}`], sizes: [[mask, 0], -1] },
      })
    },

    logits: (g, states) =>
      isFirst
        ? g.gemm(g.scale(states, { factor: width ** -0.5 }), words(g), null, { transposed: true })
        : linear(g, states, 'lm_head', vocabulary),

    bucketOf: (side, distance) => bucketOf(config, side, distance),
  }
}

/**
 * The bucket of a key `distance` tokens after its query: near ones have one each, far ones share ever wider ones by their
 * logarithm (Raffel et al. 2020, section 2.1). An encoder has half of the buckets for each side, a decoder looks back only.
 * In single precision, as PyTorch does it.
 */
function bucketOf(config: T5Config, side: 'encoder' | 'decoder', distance: number): number {
  const all = config.relative_attention_num_buckets
  const count = side === 'encoder' ? all / 2 : all
  const begin = side === 'encoder' && distance > 0 ? count : 0
  const far = side === 'encoder' ? Math.abs(distance) : Math.max(-distance, 0)
  const exact = count / 2
  if (far < exact) return begin + far
  const { fround, log } = Math
  const share = fround(
    fround(log(fround(far / exact))) / fround(log(config.relative_attention_max_distance / exact)),
  )
  return begin + Math.min(exact + Math.trunc(fround(share * exact)), count - 1)
}

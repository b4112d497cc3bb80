// ModernBERT (Warner et al. 2024): rotary positions, local attention in most layers, GeGLU, norms first and without biases.
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import type { Value } from '../graph/value.ts'
import { attention, localMask } from './attention.ts'
import { preNormStates } from './preNorm.ts'
import { headsDivideWidth } from './encoderConfig.ts'
import type { Model } from './family.ts'
import type { Sublayer } from './hooks.ts'
import { activate, linear, norm, type Context } from './layers.ts'
import { withPromptEmbeddings } from './prompt.ts'
import { rotaryAngles, rotaryFrequencies } from './rotary.ts'

const size = z.number().int().positive()
const share = z.number().min(0).max(1)
const layerType = z.enum(['full_attention', 'sliding_attention'])
const rope = z.object({
  rope_type: z.literal('default').default('default'),
  rope_theta: z.number().positive(),
})

export const modernbertConfig = z
  .object({
    model_type: z.literal('modernbert'),
    vocab_size: size,
    hidden_size: size,
    num_hidden_layers: size,
    num_attention_heads: size,
    intermediate_size: size,
    hidden_activation: z.string().default('gelu'),
    max_position_embeddings: size.default(8192),
    initializer_range: z.number().default(0.02),
    norm_eps: z.number().default(1e-5),
    norm_bias: z.boolean().default(false),
    attention_bias: z.boolean().default(false),
    mlp_bias: z.boolean().default(false),
    attention_dropout: share.default(0),
    mlp_dropout: share.default(0),
    // Which layers see all tokens: a list, or every n-th in older files
    layer_types: z.array(layerType).nullish(),
    global_attn_every_n_layers: size.default(3),
    local_attention: size.default(128),
    // The angles' bases: one record, or two numbers in older files
    rope_parameters: z.object({ full_attention: rope, sliding_attention: rope }).nullish(),
    rope_scaling: z.null().optional(),
    global_rope_theta: z.number().positive().default(160_000),
    local_rope_theta: z.number().positive().nullish(),
    classifier_pooling: z.enum(['cls', 'mean']).default('cls'),
    classifier_dropout: share.default(0),
    classifier_bias: z.boolean().default(false),
    classifier_activation: z.string().default('gelu'),
    decoder_bias: z.boolean().default(true),
    tie_word_embeddings: z.literal(true).default(true),
  })
  .refine(...headsDivideWidth)
  .refine((c) => (c.hidden_size / c.num_attention_heads) % 2 === 0, {
    path: ['num_attention_heads'],
    message: 'rotary positions need heads of an even size',
  })
export type ModernbertConfig = z.infer<typeof modernbertConfig>

/** The ModernBERT of a config. @throws LabError('model') where its layer_types are too few. */
export function modernbert(config: ModernbertConfig): Model {
  const { hidden_size: width, vocab_size: vocabulary, num_attention_heads: heads } = config
  const norms = (c: Context, x: Value, name: string): Value =>
    norm(c, x, name, config.norm_eps, config.norm_bias)
  const words = (c: Context): Value =>
    c.g.parameter('model.embeddings.tok_embeddings.weight', [vocabulary, width], {
      kind: 'normal',
      deviation: c.deviation,
    })
  // What both heads begin with
  const head = (c: Context, x: Value): Value => {
    const dense = linear(c, x, 'head.dense', width, -1, config.classifier_bias)
    return norms(c, activate(c.g, dense, config.classifier_activation), 'head.norm')
  }
  const types = layerTypes(config)
  const thetas = {
    full_attention: config.rope_parameters?.full_attention.rope_theta ?? config.global_rope_theta,
    sliding_attention:
      config.rope_parameters?.sliding_attention.rope_theta ?? config.local_rope_theta ?? 10_000,
  }

  return {
    family: 'modernbert',
    facts: {
      layers: config.num_hidden_layers,
      hidden: width,
      heads,
      vocabulary,
      maxLength: config.max_position_embeddings,
      tokenTypes: false,
      padding: null,
      dropout: {
        hidden: config.mlp_dropout,
        attention: config.attention_dropout,
        classifier: config.classifier_dropout,
      },
      deviation: config.initializer_range,
    },
    architecture: 'ModernBertForSequenceClassification',
    // One layer makes queries, keys and values.
    queryAndValue: ['Wqkv'],
    rescaled: { outputs: ['Wqkv'], inputs: ['mlp.Wo'] },
    head: {
      name: 'classifier',
      bias: true,
      reads: config.classifier_pooling === 'mean' ? 'mean' : 'first',
      modules: ['classifier'],
      shared: ['head'],
    },

    // Checkpoints of the bare encoder lack the prefix.
    aliases: (name) => [name, name.replace(/^model\./, '')],

    encode: (c, rates, read) => {
      const { g, batch } = c
      const table = words(c)
      const looked = withPromptEmbeddings(c, g.embed(table, batch.ids), table.name)
      const embedded = norms(c, looked, 'model.embeddings.norm')
      // A token sees as many to each side as half the window has.
      const kinds = {
        full_attention: { mask: batch.mask, angles: anglesOf(c, thetas.full_attention) },
        sliding_attention: {
          mask: localMask(c, Math.floor(config.local_attention / 2)),
          angles: anglesOf(c, thetas.sliding_attention),
        },
      }
      const name = (layer: number): string => `model.layers.${layer}`
      const lastOf = (layer: number, kind: Sublayer['kind']): string =>
        `${name(layer)}.${kind === 'attention' ? 'attn.Wo' : 'mlp.Wo'}`
      return preNormStates(
        c,
        g.drop(embedded, rates.hidden),
        {
          count: config.num_hidden_layers,
          attend: (x, layer) => {
            // The embeddings are normalised already.
            const normal = layer === 0 ? x : norms(c, x, `${name(layer)}.attn_norm`)
            const joint = linear(
              c,
              normal,
              `${name(layer)}.attn.Wqkv`,
              3 * width,
              layer,
              config.attention_bias,
            )
            const part = (i: number): Value => g.columns(joint, { from: i * width, to: (i + 1) * width })
            const { mask, angles } = kinds[types[layer]!]
            const turned = [g.rotary(part(0), ...angles), g.rotary(part(1), ...angles), part(2)] as const
            return attention(c, turned, heads, rates.attention, layer, mask)
          },
          attended: (mixed, layer) =>
            linear(c, mixed, lastOf(layer, 'attention'), width, layer, config.attention_bias),
          // GeGLU (Shazeer 2020): Wo (gelu(a) b) with a and b the halves of Wi x
          feed: (x, layer) => {
            const { intermediate_size: wide, mlp_bias: biased } = config
            const normal = norms(c, x, `${name(layer)}.mlp_norm`)
            const joint = linear(c, normal, `${name(layer)}.mlp.Wi`, 2 * wide, layer, biased)
            const active = activate(g, g.columns(joint, { from: 0, to: wide }), config.hidden_activation)
            const gated = g.multiply(active, g.columns(joint, { from: wide, to: 2 * wide }))
            return linear(c, g.drop(gated, rates.hidden), lastOf(layer, 'feedForward'), width, layer, biased)
          },
          lastOf,
          finalNorm: (x) => norms(c, x, 'model.final_norm'),
        },
        { attended: rates.attention, fed: 0 },
        read,
      )
    },

    pool: (c, token, rates) => c.g.drop(c.hooks.head(c.g, head(c, token)), rates.classifier),

    languageModel: {
      kind: 'masked',
      logits: (c, states) => {
        const bias = config.decoder_bias ? c.g.parameter('decoder.bias', [vocabulary]) : null
        return c.g.gemm(head(c, states), words(c), bias, { transposed: true })
      },
    },
  }

  function anglesOf(c: Context, theta: number): readonly [cos: Value, sin: Value] {
    return rotaryAngles(c.g, c.batch.positions, rotaryFrequencies(width / heads, theta))
  }
}

function layerTypes(config: ModernbertConfig): readonly z.infer<typeof layerType>[] {
  const { num_hidden_layers: layers, global_attn_every_n_layers: n, layer_types: given } = config
  if (!given)
    return Array.from({ length: layers }, (_, i) => (i % n === 0 ? 'full_attention' : 'sliding_attention'))
  if (given.length === layers) return given
  throw new LabError(
    'model',
    `The model’s config.json lists ${given.length} layer_types for ${layers} layers. Take the file from the model again.`,
    { layers, given: given.length },
  )
}

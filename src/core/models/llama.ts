// Llama (Touvron et al. 2023) and Qwen2: SmolLM2, TinyLlama, Qwen2.5, with the names and layout of Hugging Face checkpoints.
import { z } from 'zod'
import type { Value } from '../graph/value.ts'
import { attention, causalMask } from './attention.ts'
import { preNormStates } from './preNorm.ts'
import type { Model } from './family.ts'
import type { Sublayer } from './hooks.ts'
import { activate, linear, type Context } from './layers.ts'
import { withPromptEmbeddings } from './prompt.ts'
import { rotaryAngles } from './rotary.ts'
import { ropeFields, ropeFrequencies } from './ropeConfig.ts'

const fields = {
  vocab_size: z.number().int().positive(),
  hidden_size: z.number().int().positive(),
  intermediate_size: z.number().int().positive(),
  num_hidden_layers: z.number().int().positive(),
  num_attention_heads: z.number().int().positive(),
  num_key_value_heads: z.number().int().positive().nullish(),
  head_dim: z.number().int().positive().multipleOf(2).nullish(),
  hidden_act: z.string().default('silu'),
  max_position_embeddings: z.number().int().positive().default(2048),
  initializer_range: z.number().default(0.02),
  rms_norm_eps: z.number().default(1e-6),
  attention_dropout: z.number().min(0).max(1).default(0),
  tie_word_embeddings: z.boolean().default(false),
  ...ropeFields,
}

const headsFit: [(c: z.infer<z.ZodObject<typeof fields>>) => boolean, { path: string[]; message: string }] = [
  (c) =>
    (c.head_dim != null || (c.hidden_size / c.num_attention_heads) % 2 === 0) &&
    c.num_attention_heads % (c.num_key_value_heads ?? 1) === 0,
  {
    path: ['num_attention_heads'],
    message: 'it must divide hidden_size into even heads, and be a multiple of num_key_value_heads',
  },
]

export const llamaConfig = z
  .object({
    model_type: z.literal('llama'),
    ...fields,
    attention_bias: z.boolean().default(false),
    mlp_bias: z.boolean().default(false),
  })
  .refine(...headsFit)
export const qwen2Config = z
  .object({ model_type: z.literal('qwen2'), ...fields, use_sliding_window: z.literal(false).default(false) })
  .refine(...headsFit)
type LlamaConfig = z.infer<typeof llamaConfig> | z.infer<typeof qwen2Config>

/** Which linear layers have biases. */
function biases(config: LlamaConfig): {
  readonly queryKeyValue: boolean
  readonly output: boolean
  readonly feed: boolean
} {
  if (config.model_type === 'qwen2') return { queryKeyValue: true, output: false, feed: false }
  return { queryKeyValue: config.attention_bias, output: config.attention_bias, feed: config.mlp_bias }
}

/** The Llama or Qwen2 of a config. Throws `model` where its positions are scaled in a way that Lathe does not know. */
export function llama(config: LlamaConfig): Model {
  const { hidden_size: width, vocab_size: vocabulary, num_attention_heads: heads } = config
  const size = config.head_dim ?? width / heads
  const keyHeads = config.num_key_value_heads ?? heads
  const biased = biases(config)
  const frequencies = ropeFrequencies(config, size)
  const words = (c: Context): Value =>
    c.g.parameter('model.embed_tokens.weight', [vocabulary, width], {
      kind: 'normal',
      deviation: c.deviation,
    })
  const norm = (c: Context, x: Value, name: string): Value =>
    c.g.rmsNorm(x, c.g.parameter(`${name}.weight`, [width], { kind: 'ones' }), {
      epsilon: config.rms_norm_eps,
    })

  return {
    family: config.model_type,
    facts: {
      layers: config.num_hidden_layers,
      hidden: width,
      heads,
      vocabulary,
      maxLength: config.max_position_embeddings,
      tokenTypes: false,
      padding: null,
      dropout: { hidden: 0, attention: config.attention_dropout, classifier: 0 },
      deviation: config.initializer_range,
    },
    architecture:
      config.model_type === 'llama' ? 'LlamaForSequenceClassification' : 'Qwen2ForSequenceClassification',
    queryAndValue: ['q_proj', 'v_proj'],
    rescaled: { outputs: ['k_proj', 'v_proj'], inputs: ['down_proj'] },
    head: { name: 'score', bias: false, reads: 'last', modules: ['score'] },

    // Checkpoints of the bare decoder lack the prefix.
    aliases: (name) => [name, name.replace(/^model\./, '')],

    encode: (c, rates, read) => {
      const { g, batch } = c
      const mask = causalMask(c)
      const [cos, sin] = rotaryAngles(g, batch.positions, frequencies)
      const name = (layer: number): string => `model.layers.${layer}`
      const lastOf = (layer: number, kind: Sublayer['kind']): string =>
        `${name(layer)}.${kind === 'attention' ? 'self_attn.o_proj' : 'mlp.down_proj'}`
      const table = words(c)
      return preNormStates(
        c,
        withPromptEmbeddings(c, g.embed(table, batch.ids), table.name),
        {
          count: config.num_hidden_layers,
          attend: (x, layer) => {
            const normal = norm(c, x, `${name(layer)}.input_layernorm`)
            const project = (part: string, count: number): Value =>
              linear(c, normal, `${name(layer)}.self_attn.${part}`, count * size, layer, biased.queryKeyValue)
            const query = g.rotary(project('q_proj', heads), cos, sin)
            const key = g.rotary(project('k_proj', keyHeads), cos, sin)
            return attention(
              c,
              [query, key, project('v_proj', keyHeads)],
              heads,
              rates.attention,
              layer,
              mask,
            )
          },
          attended: (mixed, layer) =>
            linear(c, mixed, lastOf(layer, 'attention'), width, layer, biased.output),
          // SwiGLU (Shazeer 2020): down(silu(gate x) up x)
          feed: (x, layer) => {
            const normal = norm(c, x, `${name(layer)}.post_attention_layernorm`)
            const wide = (part: string): Value =>
              linear(c, normal, `${name(layer)}.mlp.${part}`, config.intermediate_size, layer, biased.feed)
            const gated = g.multiply(activate(g, wide('gate_proj'), config.hidden_act), wide('up_proj'))
            return linear(c, gated, lastOf(layer, 'feedForward'), width, layer, biased.feed)
          },
          lastOf,
          finalNorm: (x) => norm(c, x, 'model.norm'),
        },
        { attended: rates.hidden, fed: rates.hidden },
        read,
      )
    },

    pool: ({ g, hooks }, token) => hooks.head(g, token),

    languageModel: {
      kind: 'causal',
      logits: (c, states) =>
        config.tie_word_embeddings
          ? c.g.gemm(states, words(c), null, { transposed: true })
          : linear(c, states, 'lm_head', vocabulary, -1, false),
    },
  }
}

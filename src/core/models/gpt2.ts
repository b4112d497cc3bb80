// GPT-2 (Radford et al. 2019) and DistilGPT-2, with the names and layout of Hugging Face checkpoints.
import { z } from 'zod'
import type { Value } from '../graph/value.ts'
import { attention, causalMask } from './attention.ts'
import { preNormStates } from './preNorm.ts'
import type { Model } from './family.ts'
import type { Sublayer } from './hooks.ts'
import { activate, linear, norm, type Context } from './layers.ts'
import { withPromptEmbeddings } from './prompt.ts'

export const gpt2Config = z
  .object({
    model_type: z.literal('gpt2'),
    vocab_size: z.number().int().positive(),
    n_positions: z.number().int().positive().default(1024),
    n_embd: z.number().int().positive(),
    n_layer: z.number().int().positive(),
    n_head: z.number().int().positive(),
    n_inner: z.number().int().positive().nullish(),
    activation_function: z.string().default('gelu_new'),
    resid_pdrop: z.number().min(0).max(1).default(0.1),
    attn_pdrop: z.number().min(0).max(1).default(0.1),
    layer_norm_epsilon: z.number().default(1e-5),
    initializer_range: z.number().default(0.02),
    tie_word_embeddings: z.boolean().default(true),
    scale_attn_weights: z.literal(true).default(true),
    scale_attn_by_inverse_layer_idx: z.literal(false).default(false),
  })
  .refine((c) => c.n_embd % c.n_head === 0, { path: ['n_head'], message: 'it must divide n_embd' })
export type Gpt2Config = z.infer<typeof gpt2Config>

/** The GPT-2 of a config. */
export function gpt2(config: Gpt2Config): Model {
  const { n_embd: width, vocab_size: vocabulary, layer_norm_epsilon: epsilon } = config
  const words = (c: Context): Value =>
    c.g.parameter('transformer.wte.weight', [vocabulary, width], { kind: 'normal', deviation: c.deviation })

  return {
    family: 'gpt2',
    facts: {
      layers: config.n_layer,
      hidden: width,
      heads: config.n_head,
      vocabulary,
      maxLength: config.n_positions,
      tokenTypes: false,
      padding: null,
      dropout: { hidden: config.resid_pdrop, attention: config.attn_pdrop, classifier: 0 },
      deviation: config.initializer_range,
    },
    architecture: 'GPT2ForSequenceClassification',
    // One layer makes queries, keys and values.
    queryAndValue: ['c_attn'],
    rescaled: { outputs: ['c_attn'], inputs: ['mlp.c_proj'] },
    fanInFanOut: true,
    head: { name: 'score', bias: false, reads: 'last', modules: ['score'] },

    // GPT-2's own checkpoints lack the prefix.
    aliases: (name) => [name, name.replace(/^transformer\./, '')],

    encode: (c, rates, read) => {
      const { g, batch } = c
      const places = g.parameter('transformer.wpe.weight', [config.n_positions, width], {
        kind: 'normal',
        deviation: c.deviation,
      })
      const table = words(c)
      const looked = withPromptEmbeddings(c, g.embed(table, batch.ids), table.name)
      const embedded = g.add(looked, g.embed(places, batch.positions))
      const mask = causalMask(c)
      const name = (layer: number): string => `transformer.h.${layer}`
      const lastOf = (layer: number, kind: Sublayer['kind']): string =>
        `${name(layer)}.${kind === 'attention' ? 'attn.c_proj' : 'mlp.c_proj'}`
      return preNormStates(
        c,
        g.drop(embedded, rates.hidden),
        {
          count: config.n_layer,
          attend: (x, layer) => {
            const normal = norm(c, x, `${name(layer)}.ln_1`, epsilon)
            const joint = conv1d(c, normal, `${name(layer)}.attn.c_attn`, 3 * width, layer)
            const part = (i: number): Value => g.columns(joint, { from: i * width, to: (i + 1) * width })
            return attention(c, [part(0), part(1), part(2)], config.n_head, rates.attention, layer, mask)
          },
          attended: (heads, layer) => conv1d(c, heads, lastOf(layer, 'attention'), width, layer),
          feed: (x, layer) => {
            const normal = norm(c, x, `${name(layer)}.ln_2`, epsilon)
            const wide = conv1d(c, normal, `${name(layer)}.mlp.c_fc`, config.n_inner ?? 4 * width, layer)
            const active = activate(g, wide, config.activation_function)
            return conv1d(c, active, lastOf(layer, 'feedForward'), width, layer)
          },
          lastOf,
          finalNorm: (x) => norm(c, x, 'transformer.ln_f', epsilon),
        },
        { attended: rates.hidden, fed: rates.hidden },
        read,
      )
    },

    pool: ({ g, hooks }, token) => hooks.head(g, token),

    languageModel: {
      kind: 'causal',
      architecture: 'GPT2LMHeadModel',
      logits: (c, states) =>
        config.tie_word_embeddings
          ? c.g.gemm(states, words(c), null, { transposed: true })
          : linear(c, states, 'lm_head', vocabulary, -1, false),
    },
  }
}

/** y = x W + b with the weight as GPT-2 stores it, `<name>.weight` [in, out]. */
function conv1d(
  { g, hooks, deviation }: Context,
  x: Value,
  name: string,
  outputs: number,
  layer: number,
): Value {
  const inputs = x.shape[1] as number
  const weight = g.parameter(`${name}.weight`, [inputs, outputs], { kind: 'normal', deviation })
  const at = { name, layer, x, inputs, outputs }
  return hooks.project(g, g.gemm(hooks.enter(g, x, at), weight, g.parameter(`${name}.bias`, [outputs])), at)
}

// BERT (Devlin et al. 2019) with the names and layout of Hugging Face checkpoints.
import { z } from 'zod'
import type { Value } from '../graph/value.ts'
import { attention } from './attention.ts'
import type { Model } from './family.ts'
import { activate, linear, norm, type Context } from './layers.ts'

export const bertConfig = z
  .object({
    model_type: z.literal('bert'),
    vocab_size: z.number().int().positive(),
    hidden_size: z.number().int().positive(),
    num_hidden_layers: z.number().int().positive(),
    num_attention_heads: z.number().int().positive(),
    intermediate_size: z.number().int().positive(),
    hidden_act: z.string().default('gelu'),
    hidden_dropout_prob: z.number().min(0).max(1).default(0.1),
    attention_probs_dropout_prob: z.number().min(0).max(1).default(0.1),
    max_position_embeddings: z.number().int().positive().default(512),
    type_vocab_size: z.number().int().positive().default(2),
    initializer_range: z.number().default(0.02),
    layer_norm_eps: z.number().default(1e-12),
    position_embedding_type: z.literal('absolute').default('absolute'),
  })
  .refine((c) => c.hidden_size % c.num_attention_heads === 0, {
    path: ['num_attention_heads'],
    message: 'it must divide hidden_size',
  })
export type BertConfig = z.infer<typeof bertConfig>

/** The BERT of a config. */
export function bert(config: BertConfig): Model {
  const { hidden_size: width, layer_norm_eps: epsilon } = config

  // x + Dropout(y), normalised: how each sublayer ends
  const join = (
    c: Context,
    y: Value,
    residual: Value,
    name: string,
    layer: number,
    kind: 'attention' | 'feedForward',
    rate: number,
  ): Value => {
    const output = c.hooks.afterSublayer(c.g, c.g.drop(y, rate), { layer, kind, residual })
    return norm(c, c.g.add(output, residual), `${name}.output.LayerNorm`, epsilon)
  }

  return {
    family: 'bert',
    facts: {
      layers: config.num_hidden_layers,
      hidden: width,
      heads: config.num_attention_heads,
      vocabulary: config.vocab_size,
      maxLength: config.max_position_embeddings,
      dropout: { hidden: config.hidden_dropout_prob, attention: config.attention_probs_dropout_prob },
      deviation: config.initializer_range,
    },
    queryAndValue: ['query', 'value'],
    head: { name: 'classifier', bias: true, reads: 'first' },

    // Checkpoints of the bare encoder lack the prefix; the oldest call a norm's weights gamma and beta.
    aliases: (name) => {
      const bare = name.replace(/^bert\./, '')
      const old = (n: string): string =>
        n.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta')
      return [...new Set([name, bare, old(name), old(bare)])]
    },

    encode: (c, rates, read) => {
      const { g, batch, hooks } = c
      const table = (name: string, rows: number, ids: Value): Value =>
        g.embed(
          g.parameter(`bert.embeddings.${name}.weight`, [rows, width], {
            kind: 'normal',
            deviation: c.deviation,
          }),
          ids,
        )
      const words = table('word_embeddings', config.vocab_size, batch.ids)
      const positions = table('position_embeddings', config.max_position_embeddings, batch.positions)
      const types = table('token_type_embeddings', config.type_vocab_size, batch.types)
      const sum = norm(c, g.add(g.add(words, types), positions), 'bert.embeddings.LayerNorm', epsilon)
      const states = [hooks.embed(g, g.drop(sum, rates.hidden))]
      for (let layer = 0; layer < config.num_hidden_layers; layer++) {
        const x = states.at(-1)!
        const name = `bert.encoder.layer.${layer}`
        const project = (part: string): Value => linear(c, x, `${name}.attention.self.${part}`, width, layer)
        const heads = attention(
          c,
          [project('query'), project('key'), project('value')],
          config.num_attention_heads,
          rates.attention,
          layer,
        )
        // After attention each token goes its own way, so in the last layer only those that are read go on.
        const only = (v: Value): Value =>
          read && layer === config.num_hidden_layers - 1 ? g.embed(v, read) : v
        const attended = linear(c, only(heads), `${name}.attention.output.dense`, width, layer)
        const middle = join(c, attended, only(x), `${name}.attention`, layer, 'attention', rates.hidden)
        const wide = activate(
          g,
          linear(c, middle, `${name}.intermediate.dense`, config.intermediate_size, layer),
          config.hidden_act,
        )
        const narrow = linear(c, wide, `${name}.output.dense`, width, layer)
        states.push(
          hooks.afterLayer(g, join(c, narrow, middle, name, layer, 'feedForward', rates.hidden), layer),
        )
      }
      return states
    },

    // The pooler: tanh of a linear layer
    pool: (c, token, rates) => {
      const pooled = c.g.tanh(linear(c, token, 'bert.pooler.dense', width))
      return c.g.drop(c.hooks.head(c.g, pooled), rates.hidden)
    },

    languageModel: {
      kind: 'masked',
      // Transform, then the transposed word embeddings as output weights
      logits: (c, states) => {
        const name = 'cls.predictions'
        const transformed = activate(
          c.g,
          linear(c, states, `${name}.transform.dense`, width),
          config.hidden_act,
        )
        const words = c.g.parameter('bert.embeddings.word_embeddings.weight', [config.vocab_size, width])
        const bias = c.g.parameter(`${name}.bias`, [config.vocab_size])
        return c.g.gemm(norm(c, transformed, `${name}.transform.LayerNorm`, epsilon), words, bias, {
          transposed: true,
        })
      },
    },
  }
}

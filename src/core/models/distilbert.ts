// DistilBERT (Sanh et al. 2019): BERT with half the layers, without token types and pooler, under names of its own.
import { z } from 'zod'
import {
  embeddings,
  postNormLayer,
  stack,
  vocabularyHead,
  encoderAliases,
  type LayerParts,
} from './encoderParts.ts'
import type { Model } from './family.ts'
import { linear } from './layers.ts'

const size = z.number().int().positive()
const share = z.number().min(0).max(1)

export const distilbertConfig = z
  .object({
    model_type: z.literal('distilbert'),
    vocab_size: size,
    dim: size,
    n_layers: size,
    n_heads: size,
    hidden_dim: size,
    activation: z.string().default('gelu'),
    dropout: share.default(0.1),
    attention_dropout: share.default(0.1),
    seq_classif_dropout: share.default(0.2),
    max_position_embeddings: size.default(512),
    initializer_range: z.number().default(0.02),
    tie_word_embeddings: z.literal(true).default(true),
  })
  .refine((c) => c.dim % c.n_heads === 0, { path: ['n_heads'], message: 'it must divide dim' })
export type DistilbertConfig = z.infer<typeof distilbertConfig>

// No config says otherwise.
const epsilon = 1e-12

/** The DistilBERT of a config. */
export function distilbert(config: DistilbertConfig): Model {
  const { dim: width, vocab_size: vocabulary, max_position_embeddings: positions } = config
  return {
    family: 'distilbert',
    facts: {
      layers: config.n_layers,
      hidden: width,
      heads: config.n_heads,
      vocabulary,
      maxLength: positions,
      tokenTypes: false,
      padding: null,
      dropout: {
        hidden: config.dropout,
        attention: config.attention_dropout,
        classifier: config.seq_classif_dropout,
      },
      deviation: config.initializer_range,
    },
    architecture: 'DistilBertForSequenceClassification',
    queryAndValue: ['q_lin', 'v_lin'],
    rescaled: { outputs: ['k_lin', 'v_lin'], inputs: ['ffn.lin2'] },
    head: { name: 'classifier', bias: true, reads: 'first', modules: ['pre_classifier', 'classifier'] },
    aliases: (name) => encoderAliases('distilbert.', name),

    encode: (c, rates, read) => {
      const rows = { words: vocabulary, positions, types: 0 }
      const x = embeddings(c, 'distilbert.embeddings', width, rows, epsilon)
      const sizes = {
        heads: config.n_heads,
        intermediate: config.hidden_dim,
        activation: config.activation,
        epsilon,
      }
      const layerRates = { probabilities: rates.attention, attended: 0, narrow: rates.hidden }
      return stack(
        c.hooks.embed(c.g, c.g.drop(x, rates.hidden)),
        config.n_layers,
        (y, layer, only) => {
          const parts = distilbertLayerParts(`distilbert.transformer.layer.${layer}`)
          return postNormLayer(c, y, parts, sizes, layerRates, layer, only)
        },
        read,
      )
    },

    // relu of a linear layer, which is part of the head and so new for each task
    pool: (c, token, rates) => {
      const pooled = c.g.relu(linear(c, token, 'pre_classifier', width))
      return c.g.drop(c.hooks.head(c.g, pooled), rates.classifier)
    },

    languageModel: {
      kind: 'masked',
      logits: (c, states) => {
        const head = {
          dense: 'vocab_transform',
          norm: 'vocab_layer_norm',
          bias: 'vocab_projector.bias',
          words: 'distilbert.embeddings.word_embeddings.weight',
          activation: config.activation,
          epsilon,
        }
        return vocabularyHead(c, states, head, vocabulary, width)
      },
    },
  }
}

const distilbertLayerParts = (layer: string): LayerParts => ({
  query: `${layer}.attention.q_lin`,
  key: `${layer}.attention.k_lin`,
  value: `${layer}.attention.v_lin`,
  attended: `${layer}.attention.out_lin`,
  attendedNorm: `${layer}.sa_layer_norm`,
  wide: `${layer}.ffn.lin1`,
  narrow: `${layer}.ffn.lin2`,
  norm: `${layer}.output_layer_norm`,
})

// ALBERT (Lan et al. 2020): layers of a group are one and the same layer, and embeddings are narrower than the layers.
import { z } from 'zod'
import { encoderFacts, encoderFields, headsDivideWidth } from './encoderConfig.ts'
import {
  embeddings,
  layerSizes,
  postNormLayer,
  stack,
  vocabularyHead,
  encoderAliases,
  type LayerParts,
} from './encoderParts.ts'
import type { Model } from './family.ts'
import { linear } from './layers.ts'

const { classifier_dropout: _, ...fields } = encoderFields

export const albertConfig = z
  .object({
    ...fields,
    model_type: z.literal('albert'),
    embedding_size: z.number().int().positive().default(128),
    num_hidden_groups: z.number().int().positive().default(1),
    inner_group_num: z.number().int().positive().default(1),
    hidden_act: z.string().default('gelu_new'),
    hidden_dropout_prob: z.number().min(0).max(1).default(0),
    attention_probs_dropout_prob: z.number().min(0).max(1).default(0),
    classifier_dropout_prob: z.number().min(0).max(1).default(0.1),
  })
  .refine(...headsDivideWidth)
export type AlbertConfig = z.infer<typeof albertConfig>

/** The ALBERT of a config. */
export function albert(config: AlbertConfig): Model {
  const { hidden_size: width, vocab_size: vocabulary, layer_norm_eps: epsilon } = config
  const { num_hidden_layers: repeats, num_hidden_groups: groups, inner_group_num: inner } = config
  const { embedding_size: narrow, classifier_dropout_prob: classifierDropout } = config
  // A group may be several layers, which then are repeated together.
  const layers = repeats * inner
  const nameOf = (layer: number): string => {
    const group = Math.floor(Math.floor(layer / inner) / (repeats / groups))
    return `albert.encoder.albert_layer_groups.${group}.albert_layers.${layer % inner}`
  }

  return {
    family: 'albert',
    facts: { ...encoderFacts({ ...config, classifier_dropout: classifierDropout }), layers },
    architecture: 'AlbertForSequenceClassification',
    queryAndValue: ['query', 'value'],
    rescaled: { outputs: ['key', 'value'], inputs: ['ffn_output'] },
    head: { name: 'classifier', bias: true, reads: 'first', modules: ['classifier', 'pooler'] },
    aliases: (name) => encoderAliases('albert.', name),

    encode: (c, rates, read) => {
      const { type_vocab_size: types, max_position_embeddings: positions } = config
      const rows = { words: vocabulary, positions, types }
      const x = c.g.drop(embeddings(c, 'albert.embeddings', narrow, rows, epsilon), rates.hidden)
      const layerRates = { probabilities: rates.attention, attended: rates.hidden, narrow: 0 }
      return stack(
        c.hooks.embed(c.g, linear(c, x, 'albert.encoder.embedding_hidden_mapping_in', width)),
        layers,
        (y, layer, only) =>
          postNormLayer(c, y, albertLayerParts(nameOf(layer)), layerSizes(config), layerRates, layer, only),
        read,
      )
    },

    // The pooler: tanh of a linear layer
    pool: (c, token, rates) => {
      const pooled = c.g.tanh(linear(c, token, 'albert.pooler', width))
      return c.g.drop(c.hooks.head(c.g, pooled), rates.classifier)
    },

    languageModel: {
      kind: 'masked',
      logits: (c, states) => {
        const head = {
          dense: 'predictions.dense',
          norm: 'predictions.LayerNorm',
          bias: 'predictions.bias',
          words: 'albert.embeddings.word_embeddings.weight',
          activation: config.hidden_act,
          epsilon,
        }
        return vocabularyHead(c, states, head, vocabulary, narrow)
      },
    },
  }
}

const albertLayerParts = (layer: string): LayerParts => ({
  query: `${layer}.attention.query`,
  key: `${layer}.attention.key`,
  value: `${layer}.attention.value`,
  attended: `${layer}.attention.dense`,
  attendedNorm: `${layer}.attention.LayerNorm`,
  wide: `${layer}.ffn`,
  narrow: `${layer}.ffn_output`,
  norm: `${layer}.full_layer_layer_norm`,
})

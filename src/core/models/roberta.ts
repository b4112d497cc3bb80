// RoBERTa (Liu et al. 2019), XLM-R (Conneau et al. 2020) and CamemBERT: BERT without token types, positions counted from the padding's id.
import { z } from 'zod'
import { encoderFacts, encoderFields, headsDivideWidth } from './encoderConfig.ts'
import {
  bertLayerParts,
  bertLayerRates,
  embeddings,
  layerSizes,
  postNormLayer,
  stack,
  vocabularyHead,
  encoderAliases,
} from './encoderParts.ts'
import type { Model } from './family.ts'
import { linear } from './layers.ts'

/** Each model_type and its sequence classifier's class in transformers; the weights are named alike. */
const architectures = {
  roberta: 'RobertaForSequenceClassification',
  'xlm-roberta': 'XLMRobertaForSequenceClassification',
  camembert: 'CamembertForSequenceClassification',
} as const

export const robertaConfig = z
  .object({
    ...encoderFields,
    model_type: z.enum(Object.keys(architectures) as (keyof typeof architectures)[]),
    pad_token_id: z.number().int().min(0).default(1),
  })
  .refine(...headsDivideWidth)
export type RobertaConfig = z.infer<typeof robertaConfig>

/** The RoBERTa of a config. */
export function roberta(config: RobertaConfig): Model {
  const { hidden_size: width, vocab_size: vocabulary, layer_norm_eps: epsilon } = config
  // A row's first token stands at this position, as in fairseq, where the padding has the one before.
  const firstPosition = config.pad_token_id + 1
  const facts = encoderFacts(config)
  return {
    family: config.model_type,
    facts: {
      ...facts,
      maxLength: facts.maxLength - firstPosition,
      tokenTypes: false,
      padding: config.pad_token_id,
    },
    architecture: architectures[config.model_type],
    queryAndValue: ['query', 'value'],
    rescaled: { outputs: ['key', 'value'], inputs: ['output.dense'] },
    head: { name: 'classifier.out_proj', bias: true, reads: 'first', modules: ['classifier'] },
    aliases: (name) => encoderAliases('roberta.', name),

    encode: (c, rates, read) => {
      const { g, batch, hooks } = c
      const shift = g.emitter.integers([firstPosition])
      const positions = g.emitter.node('Add', [batch.positions, shift], batch.positions.shape, {}, 'int64')
      // There may be more types, but no token has another than the first.
      const types = g.emitter.integers([0])
      const rows = {
        words: vocabulary,
        positions: config.max_position_embeddings,
        types: config.type_vocab_size,
      }
      const x = embeddings(c, 'roberta.embeddings', width, rows, epsilon, {
        positions,
        types,
      })
      return stack(
        hooks.embed(g, g.drop(x, rates.hidden)),
        config.num_hidden_layers,
        (y, layer, only) => {
          const parts = bertLayerParts(`roberta.encoder.layer.${layer}`)
          return postNormLayer(c, y, parts, layerSizes(config), bertLayerRates(rates), layer, only)
        },
        read,
      )
    },

    // tanh of a linear layer on <s>, as BERT's pooler, but part of the head and so new for each task
    pool: (c, token, rates) => {
      const x = c.g.drop(token, rates.classifier)
      const pooled = c.g.tanh(linear(c, x, 'classifier.dense', width))
      return c.g.drop(c.hooks.head(c.g, pooled), rates.classifier)
    },

    languageModel: {
      kind: 'masked',
      logits: (c, states) => {
        const head = {
          dense: 'lm_head.dense',
          norm: 'lm_head.layer_norm',
          bias: 'lm_head.bias',
          words: 'roberta.embeddings.word_embeddings.weight',
          activation: 'gelu',
          epsilon,
        }
        return vocabularyHead(c, states, head, vocabulary, width)
      },
    },
  }
}

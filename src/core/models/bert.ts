// BERT (Devlin et al. 2019), and MiniLM and others under its name, with the names and layout of Hugging Face checkpoints.
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

export const bertConfig = z
  .object({ ...encoderFields, model_type: z.literal('bert') })
  .refine(...headsDivideWidth)
export type BertConfig = z.infer<typeof bertConfig>

/** The BERT of a config. */
export function bert(config: BertConfig): Model {
  const { hidden_size: width, vocab_size: vocabulary, layer_norm_eps: epsilon } = config
  return {
    family: 'bert',
    facts: encoderFacts(config),
    architecture: 'BertForSequenceClassification',
    queryAndValue: ['query', 'value'],
    rescaled: { outputs: ['key', 'value'], inputs: ['output.dense'] },
    head: { name: 'classifier', bias: true, reads: 'first', modules: ['classifier', 'pooler'] },
    aliases: (name) => encoderAliases('bert.', name),

    encode: (c, rates, read) => {
      const { type_vocab_size: types, max_position_embeddings: positions } = config
      const x = embeddings(c, 'bert.embeddings', width, { words: vocabulary, positions, types }, epsilon)
      return stack(
        c.hooks.embed(c.g, c.g.drop(x, rates.hidden)),
        config.num_hidden_layers,
        (y, layer, only) => {
          const parts = bertLayerParts(`bert.encoder.layer.${layer}`)
          return postNormLayer(c, y, parts, layerSizes(config), bertLayerRates(rates), layer, only)
        },
        read,
      )
    },

    // The pooler: tanh of a linear layer on the first token
    pool: (c, token, rates) => {
      const pooled = c.g.tanh(linear(c, token, 'bert.pooler.dense', width))
      return c.g.drop(c.hooks.head(c.g, pooled), rates.classifier)
    },

    languageModel: {
      kind: 'masked',
      logits: (c, states) => {
        const head = {
          dense: 'cls.predictions.transform.dense',
          norm: 'cls.predictions.transform.LayerNorm',
          bias: 'cls.predictions.bias',
          words: 'bert.embeddings.word_embeddings.weight',
          activation: config.hidden_act,
          epsilon,
        }
        return vocabularyHead(c, states, head, vocabulary, width)
      },
    },
  }
}

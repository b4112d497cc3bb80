// ELECTRA (Clark et al. 2020): BERT with narrower embeddings. Its discriminator is fine-tuned, its generator is a masked language model.
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

export const electraConfig = z
  .object({
    ...encoderFields,
    model_type: z.literal('electra'),
    embedding_size: z.number().int().positive().default(128),
  })
  .refine(...headsDivideWidth)
export type ElectraConfig = z.infer<typeof electraConfig>

/** The ELECTRA of a config, discriminator or generator. */
export function electra(config: ElectraConfig): Model {
  const { hidden_size: width, vocab_size: vocabulary, layer_norm_eps: epsilon } = config
  const { embedding_size: narrow } = config
  return {
    family: 'electra',
    facts: encoderFacts(config),
    architecture: 'ElectraForSequenceClassification',
    queryAndValue: ['query', 'value'],
    rescaled: { outputs: ['key', 'value'], inputs: ['output.dense'] },
    head: { name: 'classifier.out_proj', bias: true, reads: 'first', modules: ['classifier'] },
    aliases: (name) => encoderAliases('electra.', name),

    encode: (c, rates, read) => {
      const { type_vocab_size: types, max_position_embeddings: positions } = config
      const rows = { words: vocabulary, positions, types }
      const x = c.g.drop(embeddings(c, 'electra.embeddings', narrow, rows, epsilon), rates.hidden)
      return stack(
        c.hooks.embed(c.g, narrow === width ? x : linear(c, x, 'electra.embeddings_project', width)),
        config.num_hidden_layers,
        (y, layer, only) => {
          const parts = bertLayerParts(`electra.encoder.layer.${layer}`)
          return postNormLayer(c, y, parts, layerSizes(config), bertLayerRates(rates), layer, only)
        },
        read,
      )
    },

    // As RoBERTa's head, but with gelu
    pool: (c, token, rates) => {
      const x = c.g.drop(token, rates.classifier)
      const pooled = c.g.gelu(linear(c, x, 'classifier.dense', width))
      return c.g.drop(c.hooks.head(c.g, pooled), rates.classifier)
    },

    languageModel: {
      kind: 'masked',
      logits: (c, states) => {
        const head = {
          dense: 'generator_predictions.dense',
          norm: 'generator_predictions.LayerNorm',
          bias: 'generator_lm_head.bias',
          words: 'electra.embeddings.word_embeddings.weight',
          activation: 'gelu',
          epsilon,
        }
        return vocabularyHead(c, states, head, vocabulary, narrow)
      },
    },
  }
}

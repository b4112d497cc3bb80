// DeBERTa-v3 (He et al. 2023): BERT's layers with disentangled attention, in which content and distance see each other.
import { z } from 'zod'
import type { Value } from '../graph/value.ts'
import { twice } from '../graph/ops/skew.ts'
import type { AttentionMask } from './attention.ts'
import { distanceRows, type Distances } from './distances.ts'
import { encoderFacts, encoderFields, headsDivideWidth } from './encoderConfig.ts'
import {
  bertLayerParts,
  bertLayerRates,
  embeddings,
  encoderAliases,
  layerSizes,
  postNormLayer,
  stack,
  vocabularyHead,
} from './encoderParts.ts'
import type { Model, Rates } from './family.ts'
import { activate, linear, norm, type Context } from './layers.ts'

const share = z.number().min(0).max(1)
const kinds = z.enum(['c2p', 'p2c'])

export const debertaConfig = z
  .object({
    ...encoderFields,
    model_type: z.literal('deberta-v2'),
    type_vocab_size: z.number().int().min(0).default(0),
    layer_norm_eps: z.number().default(1e-7),
    relative_attention: z.literal(true),
    // "p2c|c2p", or a list
    pos_att_type: z.preprocess(
      (given) => (typeof given === 'string' ? given.toLowerCase().split('|') : given),
      z.array(kinds).default([]),
    ),
    position_buckets: z.number().int().default(-1),
    max_relative_positions: z.number().int().default(-1),
    norm_rel_ebd: z.string().default('none'),
    share_att_key: z.boolean().default(false),
    position_biased_input: z.boolean().default(true),
    conv_kernel_size: z.number().int().default(0),
    embedding_size: z.number().int().optional(),
    pooler_dropout: share.default(0),
    pooler_hidden_act: z.string().default('gelu'),
    cls_dropout: share.nullish(),
    legacy: z.boolean().default(true),
  })
  .refine(...headsDivideWidth)
  .refine((c) => c.conv_kernel_size <= 0, {
    path: ['conv_kernel_size'],
    message: 'DeBERTa-v2 with a convolution is not known to Lathe, DeBERTa-v3 is',
  })
  .refine((c) => c.embedding_size === undefined || c.embedding_size === c.hidden_size, {
    path: ['embedding_size'],
    message: 'embeddings narrower than the layers are not known to Lathe for this family',
  })
export type DebertaConfig = z.infer<typeof debertaConfig>

/** The DeBERTa-v3 of a config. */
export function deberta(config: DebertaConfig): Model {
  const { hidden_size: width, vocab_size: vocabulary, layer_norm_eps: epsilon } = config
  const facts = encoderFacts({ ...config, classifier_dropout: config.cls_dropout })
  const furthest =
    config.max_relative_positions < 1 ? config.max_position_embeddings : config.max_relative_positions
  const span = config.position_buckets > 0 ? config.position_buckets : furthest
  const distances: Distances = { span, buckets: config.position_buckets, furthest }
  const prediction = config.legacy
    ? { dense: 'cls.predictions.transform', norm: 'cls.predictions.transform', bias: 'cls.predictions' }
    : {
        dense: 'lm_predictions.lm_head',
        norm: 'lm_predictions.lm_head',
        bias: 'lm_predictions.lm_head',
      }

  return {
    family: 'deberta-v2',
    facts: { ...facts, tokenTypes: config.type_vocab_size > 1 },
    architecture: 'DebertaV2ForSequenceClassification',
    queryAndValue: ['query_proj', 'value_proj'],
    rescaled: { outputs: ['key_proj', 'value_proj'], inputs: ['output.dense'] },
    distances: true,
    head: { name: 'classifier', bias: true, reads: 'first', modules: ['classifier', 'pooler'] },
    aliases: (name) => encoderAliases('deberta.', name),

    encode: (c, rates, read) => {
      const rows = {
        words: vocabulary,
        positions: config.position_biased_input ? config.max_position_embeddings : 0,
        types: config.type_vocab_size,
      }
      const x = embeddings(c, 'deberta.embeddings', width, rows, epsilon)
      const mask = disentangled(c, rates)
      return stack(
        c.hooks.embed(c.g, c.g.drop(x, rates.hidden)),
        config.num_hidden_layers,
        (y, layer, only) => {
          const name = `deberta.encoder.layer.${layer}`
          const self = `${name}.attention.self`
          const parts = {
            ...bertLayerParts(name),
            query: `${self}.query_proj`,
            key: `${self}.key_proj`,
            value: `${self}.value_proj`,
          }
          const scoring = { mask: mask(self, layer), terms: 1 + config.pos_att_type.length }
          return postNormLayer(c, y, parts, layerSizes(config), bertLayerRates(rates), layer, only, scoring)
        },
        read,
      )
    },

    pool: (c, token, rates) => {
      const first = c.g.drop(token, rates.classifier && config.pooler_dropout)
      const pooled = activate(c.g, linear(c, first, 'pooler.dense', width), config.pooler_hidden_act)
      return c.g.drop(c.hooks.head(c.g, pooled), rates.classifier)
    },

    languageModel: {
      kind: 'masked',
      logits: (c, states) => {
        const head = {
          dense: `${prediction.dense}.dense`,
          norm: `${prediction.norm}.LayerNorm`,
          bias: `${prediction.bias}.bias`,
          words: 'deberta.embeddings.word_embeddings.weight',
          activation: config.hidden_act,
          epsilon,
        }
        return vocabularyHead(c, states, head, vocabulary, width)
      },
    },
  }

  /**
   * What disentangled attention adds to q_i k_j: q_i K_r (content to position) and k_j Q_r (position to content), where K_r
   * and Q_r are keys and queries of the distance r = i - j, all over sqrt(d) and the number of terms.
   */
  function disentangled(c: Context, rates: Rates): (self: string, layer: number) => AttentionMask {
    const { g, batch } = c
    const heads = config.num_attention_heads
    const size = width / heads
    const table = g.parameter('deberta.encoder.rel_embeddings.weight', [2 * span, width], {
      kind: 'normal',
      deviation: c.deviation,
    })
    const normal = config.norm_rel_ebd.includes('layer_norm')
      ? norm(c, table, 'deberta.encoder.LayerNorm', epsilon)
      : table
    const rows = {
      c2p: distanceRows(c, distances, facts.maxLength, false),
      p2c: distanceRows(c, distances, facts.maxLength, true),
    }
    const projections = config.share_att_key
      ? { c2p: 'key_proj', p2c: 'query_proj' }
      : { c2p: 'pos_key_proj', p2c: 'pos_query_proj' }
    return (self, layer) => {
      const dropped = g.drop(normal, rates.hidden)
      /** Keys or queries of the distances, [H, d, 2 S]. */
      const ofDistances = (kind: 'c2p' | 'p2c'): Value => {
        const rowsOf = g.embed(dropped, rows[kind])
        const projected = linear(c, rowsOf, `${self}.${projections[kind]}`, width, layer)
        const perHead = g.reshape(projected, null, null, { shape: [twice(batch.pad.shape[1]!), heads, size] })
        return g.transpose(perHead, { order: [1, 2, 0] })
      }
      return (query, key) =>
        config.pos_att_type.reduce((sum, kind) => {
          if (kind === 'c2p') return g.add(g.skew(g.matmul(query, ofDistances('c2p'))), sum)
          const factor = 1 / Math.sqrt(size * (1 + config.pos_att_type.length))
          const scores = g.skew(g.matmul(g.scale(key, { factor }), ofDistances('p2c')))
          return g.add(g.transpose(scores, { order: [0, 1, 3, 2] }), sum)
        }, batch.mask)
    }
  }
}

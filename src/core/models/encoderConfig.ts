// The fields of config.json that BERT and its relatives share.
import { z } from 'zod'
import type { Facts } from './family.ts'

const size = z.number().int().positive()
const share = z.number().min(0).max(1)

export const encoderFields = {
  vocab_size: size,
  hidden_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  intermediate_size: size,
  hidden_act: z.string().default('gelu'),
  hidden_dropout_prob: share.default(0.1),
  attention_probs_dropout_prob: share.default(0.1),
  classifier_dropout: share.nullish(),
  max_position_embeddings: size.default(512),
  type_vocab_size: size.default(2),
  initializer_range: z.number().default(0.02),
  layer_norm_eps: z.number().default(1e-12),
  position_embedding_type: z.literal('absolute').default('absolute'),
  is_decoder: z.literal(false).default(false),
  tie_word_embeddings: z.literal(true).default(true),
}
export const encoderConfig = z.object(encoderFields)
export type EncoderConfig = z.infer<typeof encoderConfig>

/** For a config's refine(): heads of equal size. */
export const headsDivideWidth = [
  (c: { hidden_size: number; num_attention_heads: number }): boolean =>
    c.hidden_size % c.num_attention_heads === 0,
  { path: ['num_attention_heads'], message: 'it must divide hidden_size' },
] as const satisfies Parameters<z.ZodType<EncoderConfig>['refine']>

export function encoderFacts(config: EncoderConfig): Facts {
  return {
    layers: config.num_hidden_layers,
    hidden: config.hidden_size,
    heads: config.num_attention_heads,
    vocabulary: config.vocab_size,
    maxLength: config.max_position_embeddings,
    tokenTypes: config.type_vocab_size > 1,
    padding: null,
    dropout: {
      hidden: config.hidden_dropout_prob,
      attention: config.attention_probs_dropout_prob,
      classifier: config.classifier_dropout ?? config.hidden_dropout_prob,
    },
    deviation: config.initializer_range,
  }
}

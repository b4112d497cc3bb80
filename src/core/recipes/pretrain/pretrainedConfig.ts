// The config.json of a model that Lathe pre-trains: what is built is what is written.
import type { PretrainOptions } from './options.ts'

/** A BERT configuration in Hugging Face's terms. Dropout is for the fine-tuning to come; pre-training has none. */
export function pretrainedConfig(
  options: Pick<PretrainOptions, 'layers' | 'hidden' | 'heads' | 'maxPositions'>,
  vocabularySize: number,
) {
  const { layers, hidden, heads, maxPositions } = options
  return {
    architectures: ['BertForMaskedLM'],
    model_type: 'bert',
    vocab_size: vocabularySize,
    hidden_size: hidden,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: 4 * hidden,
    hidden_act: 'gelu',
    hidden_dropout_prob: 0.1,
    attention_probs_dropout_prob: 0.1,
    max_position_embeddings: maxPositions,
    type_vocab_size: 2,
    initializer_range: 0.02,
    layer_norm_eps: 1e-12,
    pad_token_id: 0,
    position_embedding_type: 'absolute',
    torch_dtype: 'float16',
  }
}

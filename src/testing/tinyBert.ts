// Writes a whole BERT model folder of a few hundred kilobytes, as the Hub would serve it but with random weights.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeJsonAtomic } from '../core/files/atomic.ts'
import { elementCount } from '../core/files/safetensorsHeader.ts'
import { writeSafetensors, type TensorSource } from '../core/files/safetensorsWriter.ts'
import { writeTokenizerFiles } from '../core/recipes/pretrain/tokenizerFiles.ts'
import { random } from '../shared/random.ts'
import { tinyVocabulary } from './tinyVocabulary.ts'

export interface TinyBertOptions {
  readonly layers?: number
  readonly hidden?: number
  readonly heads?: number
  readonly intermediate?: number
  readonly vocabulary?: readonly string[]
  readonly maxPositions?: number
  readonly seed?: number
  readonly dropout?: number
  /** Standard deviation of the weights. More than BERT's 0.02, at which so narrow a model hardly mixes its tokens. */
  readonly spread?: number
  /** In how many files the weights lie; more than one have an index beside them, as the Hub's large models do. */
  readonly shards?: number
}

/**
 * Writes config.json, the tokenizer (tokenizer.json, tokenizer_config.json, vocab.txt) and model.safetensors with
 * the tensors of a BertForMaskedLM checkpoint to `folder`. Equal options write equal bytes.
 */
export async function writeTinyBert(folder: string, options: TinyBertOptions = {}): Promise<void> {
  const { layers = 2, hidden = 32, heads = 4, intermediate = 64, maxPositions = 64 } = options
  const { vocabulary = tinyVocabulary, seed = 7, dropout = 0.1, spread = 0.1, shards = 1 } = options
  const config = {
    architectures: ['BertForMaskedLM'],
    attention_probs_dropout_prob: dropout,
    hidden_act: 'gelu',
    hidden_dropout_prob: dropout,
    hidden_size: hidden,
    initializer_range: 0.02,
    intermediate_size: intermediate,
    layer_norm_eps: 1e-12,
    max_position_embeddings: maxPositions,
    model_type: 'bert',
    num_attention_heads: heads,
    num_hidden_layers: layers,
    pad_token_id: 0,
    position_embedding_type: 'absolute',
    type_vocab_size: 2,
    vocab_size: vocabulary.length,
  }
  await mkdir(folder, { recursive: true })
  await writeJsonAtomic(join(folder, 'config.json'), config)
  await writeTokenizerFiles(folder, vocabulary, maxPositions)
  const shapes = bertShapes(layers, hidden, intermediate, vocabulary.length, maxPositions)
  const tensors = shapes.map(([name, shape]) => randomTensor(name, shape, seed, spread))
  if (shards === 1) await writeSafetensors(join(folder, 'model.safetensors'), tensors)
  else await writeShards(folder, tensors, shards)
}

async function writeShards(folder: string, tensors: readonly TensorSource[], shards: number): Promise<void> {
  const number = (n: number): string => String(n).padStart(5, '0')
  const nameOf = (i: number): string => `model-${number((i % shards) + 1)}-of-${number(shards)}.safetensors`
  for (let shard = 0; shard < shards; shard++)
    await writeSafetensors(
      join(folder, nameOf(shard)),
      tensors.filter((_, i) => i % shards === shard),
    )
  await writeJsonAtomic(join(folder, 'model.safetensors.index.json'), {
    metadata: { total_size: 4 * tensors.reduce((sum, { shape }) => sum + elementCount(shape), 0) },
    weight_map: Object.fromEntries(tensors.map(({ name }, i) => [name, nameOf(i)])),
  })
}

/** Names and shapes of a BertForMaskedLM checkpoint whose decoder is the word embeddings. */
function bertShapes(
  layers: number,
  hidden: number,
  intermediate: number,
  vocabularySize: number,
  maxPositions: number,
): [string, number[]][] {
  const linear = (name: string, out: number, into: number): [string, number[]][] => [
    [`${name}.weight`, [out, into]],
    [`${name}.bias`, [out]],
  ]
  const norm = (name: string): [string, number[]][] => [
    [`${name}.LayerNorm.weight`, [hidden]],
    [`${name}.LayerNorm.bias`, [hidden]],
  ]
  const layer = (name: string): [string, number[]][] => [
    ...linear(`${name}.attention.self.query`, hidden, hidden),
    ...linear(`${name}.attention.self.key`, hidden, hidden),
    ...linear(`${name}.attention.self.value`, hidden, hidden),
    ...linear(`${name}.attention.output.dense`, hidden, hidden),
    ...norm(`${name}.attention.output`),
    ...linear(`${name}.intermediate.dense`, intermediate, hidden),
    ...linear(`${name}.output.dense`, hidden, intermediate),
    ...norm(`${name}.output`),
  ]
  return [
    ['bert.embeddings.word_embeddings.weight', [vocabularySize, hidden]],
    ['bert.embeddings.position_embeddings.weight', [maxPositions, hidden]],
    ['bert.embeddings.token_type_embeddings.weight', [2, hidden]],
    ...norm('bert.embeddings'),
    ...Array.from({ length: layers }, (_, i) => layer(`bert.encoder.layer.${i}`)).flat(),
    ...linear('bert.pooler.dense', hidden, hidden),
    ...linear('cls.predictions.transform.dense', hidden, hidden),
    ...norm('cls.predictions.transform'),
    ['cls.predictions.bias', [vocabularySize]],
  ]
}

/** Normal values; those of a LayerNorm's weight lie around 1. */
function randomTensor(name: string, shape: readonly number[], seed: number, spread: number): TensorSource {
  const stream = random(seed, name)
  const mean = name.endsWith('LayerNorm.weight') ? 1 : 0
  return {
    name,
    shape,
    data: () => Float32Array.from({ length: elementCount(shape) }, () => mean + spread * stream.normal()),
  }
}

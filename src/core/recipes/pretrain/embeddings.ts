// Word embeddings and an output bias from nothing but counts: where masked-LM pre-training starts.
import { random } from '../../../shared/random.ts'
import { bertSpecialTokens } from '../../tokens/bertTokenizer.ts'
import { ppmi } from './ppmi.ts'
import { truncatedSvd } from './truncatedSvd.ts'

export interface PretrainedEmbeddings {
  /** [vocabularySize, hidden], row-major; every row has the length of a random one of the given deviation. */
  readonly embeddings: Float32Array<ArrayBuffer>
  /** [vocabularySize]: the log probability of each token, with one added to each count. */
  readonly bias: Float32Array<ArrayBuffer>
}

export interface EmbeddingOptions {
  /** Root mean square of a row's numbers. */
  readonly deviation?: number
  readonly onProgress?: (share: number) => void
}

/**
 * Rows of U sqrt(S) of the tokens' positive PMI matrix, scaled to norm deviation * sqrt(hidden): tokens that
 * stand in like contexts get like rows. Special tokens and tokens without context get random rows.
 * `tokens` are the training tokens with [SEP] after each document.
 */
export async function pretrainedEmbeddings(
  tokens: Int32Array,
  vocabularySize: number,
  hidden: number,
  seed: number,
  options: EmbeddingOptions = {},
): Promise<PretrainedEmbeddings> {
  const { deviation = 0.04, onProgress } = options
  const matrix = ppmi(tokens, vocabularySize)
  const { left, values } = await truncatedSvd(matrix, hidden, random(seed, 'svd'), onProgress)
  const rank = values.length
  const embeddings = new Float32Array(vocabularySize * hidden)
  for (let token = 0; token < vocabularySize; token++) {
    const row = embeddings.subarray(token * hidden, (token + 1) * hidden)
    if (token >= bertSpecialTokens.length)
      for (let k = 0; k < rank; k++) row[k] = left[token * rank + k]! * Math.sqrt(values[k]!)
    const norm = Math.hypot(...row)
    if (norm > 0) for (let k = 0; k < hidden; k++) row[k]! *= (deviation * Math.sqrt(hidden)) / norm
    else {
      const own = random(seed, 'embedding', token)
      for (let k = 0; k < hidden; k++) row[k] = deviation * own.normal()
    }
  }
  return { embeddings, bias: logUnigram(tokens, vocabularySize) }
}

/** log((count + 1) / (total + size)) of each token. */
function logUnigram(tokens: Int32Array, size: number): Float32Array<ArrayBuffer> {
  const counts = new Float64Array(size).fill(1)
  for (const token of tokens) counts[token]!++
  return Float32Array.from(counts, (count) => Math.log(count / (tokens.length + size)))
}

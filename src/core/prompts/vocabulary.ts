// What log-probabilities over a whole vocabulary say of labels and of words.
import type { Tokenizer } from '../tokens/tokenizer.ts'
import type { Verbalizer } from './verbalizer.ts'

/**
 * The score of each label: the mean over its words w of 1/n sum_i log p_i(w_i), the i-th of its n tokens read in gap i.
 * `gaps` are log-probabilities [V], one for each gap. With one gap their softmax is that of the words' logits.
 */
export function labelScores(gaps: readonly Float32Array[], verbalizer: Verbalizer): Float32Array {
  const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length
  return Float32Array.from(verbalizer, (words) =>
    mean(words.map((word) => mean(word.map((id, gap) => gaps[gap]![id]!)))),
  )
}

/** The `count` likeliest words for a gap, best first. */
export function topWords(
  logProbabilities: Float32Array,
  tokenizer: Pick<Tokenizer, 'decode' | 'tokenOf' | 'vocabularySize'>,
  count: number,
): { word: string; probability: number }[] {
  const best: number[] = []
  // Checkpoints pad their vocabularies; ids beyond the tokenizer's stand for no word.
  const size = Math.min(logProbabilities.length, tokenizer.vocabularySize)
  for (let id = 0; id < size; id++) {
    if (best.length === count && logProbabilities[id]! <= logProbabilities[best.at(-1)!]!) continue
    const at = best.findIndex((other) => logProbabilities[other]! < logProbabilities[id]!)
    best.splice(at < 0 ? best.length : at, 0, id)
    if (best.length > count) best.pop()
  }
  return best.map((id) => ({
    word: tokenizer.decode([id]).trim() || tokenizer.tokenOf(id),
    probability: Math.exp(logProbabilities[id]!),
  }))
}

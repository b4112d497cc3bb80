// From logits to the next token: the most likely one, or a draw with temperature, top-k (Fan et al. 2018) and top-p (Holtzman et al. 2020).
import type { GenerationOptions } from '../../shared/generation.ts'
import type { Random } from '../../shared/random.ts'

export type Sampling = Pick<GenerationOptions, 'temperature' | 'topK' | 'topP'>

/** Tokens that may come next, most likely first; their probabilities add up to 1. */
export interface Candidates {
  readonly ids: Int32Array
  readonly probabilities: Float64Array
}

/** The tokens that top-k and then top-p leave, as transformers leaves them. Of equal logits, top-k keeps all or none. */
export function candidates(logits: Float32Array, { temperature, topK, topP }: Sampling): Candidates {
  if (temperature === 0) return { ids: Int32Array.of(mostLikely(logits)), probabilities: Float64Array.of(1) }
  const least = topK > 0 && topK < logits.length ? logits.toSorted()[logits.length - topK]! : -Infinity
  const ids = Int32Array.from(logits.keys())
    .filter((id) => logits[id]! >= least)
    .sort((a, b) => logits[b]! - logits[a]! || a - b)
  const top = logits[ids[0]!]!
  const weights = Float64Array.from(ids, (id) => Math.exp((logits[id]! - top) / temperature))
  const total = weights.reduce((sum, w) => sum + w, 0)
  let count = 0
  let before = 0
  while (count === 0 || (count < ids.length && before < topP * total)) before += weights[count++]!
  return {
    ids: ids.subarray(0, count),
    probabilities: weights.subarray(0, count).map((w) => w / before),
  }
}

/** One of `ids`, drawn by their probabilities. */
export function draw({ ids, probabilities }: Candidates, rng: Random): number {
  let left = rng.uniform()
  const chosen = probabilities.findIndex((p) => (left -= p) < 0)
  return ids.at(chosen)!
}

function mostLikely(logits: Float32Array): number {
  let best = 0
  for (let id = 1; id < logits.length; id++) if (logits[id]! > logits[best]!) best = id
  return best
}

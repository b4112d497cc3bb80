// Masked language modelling (Devlin et al. 2019, section 3.1): predict hidden tokens from both sides.
import type { Random } from '../../shared/random.ts'
import type { Predictions } from './languageModel.ts'

export interface MaskingOptions {
  /** Share of the tokens to predict. */
  readonly share: number
  readonly maskId: number
  /** Ids below this one are special and never chosen. */
  readonly firstWord: number
  readonly vocabulary: number
}

/** Hides tokens in place: of the chosen, 80 % become [MASK], 10 % a random word, 10 % stay. Returns their places and true ids. */
export function maskTokens(
  ids: Int32Array,
  rng: Random,
  { share, maskId, firstWord, vocabulary }: MaskingOptions,
): Predictions {
  const candidates = [...ids.keys()].filter((i) => ids[i]! >= firstWord)
  const count = Math.max(1, Math.round(share * candidates.length))
  const places = rng
    .shuffle(candidates)
    .slice(0, count)
    .sort((a, b) => a - b)
  const truth = places.map((i) => ids[i]!)
  for (const i of places) {
    const draw = rng.uniform()
    if (draw < 0.8) ids[i] = maskId
    else if (draw < 0.9) ids[i] = firstWord + rng.integer(vocabulary - firstWord)
  }
  return { places, truth }
}

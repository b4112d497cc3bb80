// Masked language modelling (Devlin et al. 2019, section 3.1): predict hidden tokens from both sides.
import type { Random } from '../../shared/random.ts'
import type { Value } from '../graph/value.ts'
import type { Model, Rates } from '../models/family.ts'
import type { Context } from '../models/layers.ts'

/** The mean loss over the hidden tokens. Inputs: `hidden` int64 [K], their places; `labels` int64 [K, 1]; `labelWeights` [K, 1]. */
export function maskedLmLoss(c: Context, model: Model, rates: Rates): Value {
  const { g } = c
  const states = model.encode(c, rates, g.input('hidden', ['K'], 'int64'))
  const logits = model.maskedLm(c, states.at(-1)!)
  return g.crossEntropy(logits, g.input('labels', ['K', 1], 'int64'), g.input('labelWeights', ['K', 1]))
}

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
): { places: number[]; truth: number[] } {
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

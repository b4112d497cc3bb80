// Masked language modelling (Devlin et al. 2019, section 3.1): predict hidden tokens from both sides.
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import type { Random } from '../../shared/random.ts'
import { lexicon, wordsIn, type Lexicon } from '../tokens/lexicon.ts'
import { requireToken } from '../tokens/tokenizer.ts'
import { languageTask, type Ask, type Predictions } from './languageModel.ts'
import { defineTokenObjective, type Language } from './objective.ts'

const options = z.object({
  share: z.number().min(0.01).max(0.8).default(0.15).meta({
    title: 'Mask share',
    description: 'Share of the tokens that are hidden. More is harder to guess, but teaches more per text.',
  }),
  wholeWords: z.boolean().default(false).meta({
    title: 'Whole words',
    description: 'Hide all tokens of a word together, so that no piece of it gives the others away.',
  }),
})

export const maskedLm = defineTokenObjective({
  kind: 'tokens',
  languageModel: 'masked',
  id: 'maskedLm',
  title: 'Masked language model',
  summary: 'Hides some words of your texts and learns to fill them in. No labels needed.',
  claim: 'Pre-training: continued on texts of your field, it makes a better start for fine-tuning there.',
  tuning: 'full',
  schema: options,
  for: (masking, language) => {
    const known = lexicon(language.tokenizer)
    return languageTask(language, known, maskingAsk(language, known, masking))
  },
})

/** Asks for hidden tokens. Throws `method` where the model reads in one direction only. */
export function maskingAsk(
  { model, tokenizer }: Language,
  known: Lexicon,
  { share, wholeWords }: { readonly share: number; readonly wholeWords: boolean },
): Ask {
  if (model.languageModel.kind !== 'masked')
    throw new LabError(
      'method',
      `A ${model.family} model reads from left to right and has never filled in hidden words. Choose the objective causalLm.`,
      { family: model.family },
    )
  const maskId = requireToken(tokenizer, 'mask', 'Masked language modelling')
  const random = (rng: Random): number => known.text[rng.integer(known.text.length)]!
  return (rows, rng) => {
    const places: number[] = []
    const truth: number[] = []
    let start = 0
    const masked = rows.map((row) => {
      const ids = Int32Array.from(row.ids)
      const words = wordsIn(ids, known)
      const units = wholeWords ? words : words.flat().map((place) => [place])
      const hidden = hideTokens(ids, units, rng, { share, maskId, random })
      for (const place of hidden.places) places.push(start + place)
      truth.push(...hidden.truth)
      start += ids.length
      return { ...row, ids }
    })
    return { rows: masked, places, truth }
  }
}

export interface MaskingOptions {
  /** Share of the tokens to predict. */
  readonly share: number
  readonly maskId: number
  /** Ids below this one are special and never chosen. */
  readonly firstWord: number
  readonly vocabulary: number
}

/** Hides tokens in place, each by itself. Returns their places and true ids. */
export function maskTokens(
  ids: Int32Array,
  rng: Random,
  { share, maskId, firstWord, vocabulary }: MaskingOptions,
): Predictions {
  const units = [...ids.keys()].filter((i) => ids[i]! >= firstWord).map((i) => [i])
  const random = (): number => firstWord + rng.integer(vocabulary - firstWord)
  return hideTokens(ids, units, rng, { share, maskId, random })
}

/**
 * Hides in place a share of the tokens in `units`, each whole or not at all: of the chosen tokens 80 % become [MASK],
 * 10 % a random one, 10 % stay.
 */
function hideTokens(
  ids: Int32Array,
  units: readonly (readonly number[])[],
  rng: Random,
  how: { readonly share: number; readonly maskId: number; random(rng: Random): number },
): Predictions {
  const tokens = units.reduce((sum, unit) => sum + unit.length, 0)
  const wanted = Math.max(1, Math.round(how.share * tokens))
  const places: number[] = []
  for (const unit of rng.shuffle(units)) {
    if (places.length === 0 || places.length + unit.length <= wanted) places.push(...unit)
    if (places.length >= wanted) break
  }
  places.sort((a, b) => a - b)
  const truth = places.map((i) => ids[i]!)
  for (const i of places) {
    const draw = rng.uniform()
    if (draw < 0.8) ids[i] = how.maskId
    else if (draw < 0.9) ids[i] = how.random(rng)
  }
  return { places, truth }
}

// Prompt tuning: the row becomes a sentence with a gap, and the model's own language model says which label's word fits there.
import { z } from 'zod'
import { demonstrationChoices } from '../prompts/demonstrations.ts'
import { LabError } from '../../shared/labError.ts'
import { lexicon } from '../tokens/lexicon.ts'
import { readPrompt } from '../prompts/prompt.ts'
import type { Verbalizer } from '../prompts/verbalizer.ts'
import { askWith } from './askWith.ts'
import { classify } from './classify.ts'
import { maskingAsk } from './maskedLm.ts'
import { defineRowObjective, type Auxiliary, type DemonstrationOptions, type Language } from './objective.ts'

/** The fields of a prompt, for the objectives that have one. */
export const templateOption = z.string().max(4000).default('').meta({
  title: 'Template',
  description:
    'The sentence around each text, with {text_a}, {text_b} for the second text, and {mask} for the gap, e.g. {text_a} It was {mask}. Empty takes one that is known to suit the labels.',
})

/** Solved rows beside the one that is asked, for the objectives that have a prompt. */
export const demonstrationOptions = {
  demonstrations: z.enum(demonstrationChoices).default('none').meta({
    title: 'Demonstrations',
    description:
      'Puts a solved training row of each class beside the one that is asked: "random" any, other ones in each step; "similar" of those nearest in meaning. Texts then need more room: raise "Longest text".',
  }),
  demonstrationSets: z.number().int().min(1).max(64).default(16).meta({
    title: 'Sets of demonstrations',
    description: 'An answer is the mean over so many sets. More are steadier and take as many times as long.',
  }),
  similarShare: z.number().gt(0).max(1).default(0.5).meta({
    title: 'Share of similar rows',
    description: 'Of the rows of each class, how many count as near in meaning, for "similar".',
  }),
} as const

const { head: _, ...ofClasses } = classify.schema.shape

const options = z.object({
  template: templateOption,
  words: z.record(z.string(), z.string()).default({}).meta({
    title: 'Label words',
    description:
      'For each label the word that fills the gap; several with commas or slashes. A label without any is its own word, or one that is known to suit it.',
  }),
  ...demonstrationOptions,
  auxiliary: z.number().min(0).max(0.9).default(0).meta({
    title: 'Auxiliary masked words',
    description:
      'Share of the loss for filling in other hidden words of the prompts, which keeps the model from forgetting its language. PET takes 0.0001; 0 is off.',
  }),
  unlabelled: z.string().default('').meta({
    title: 'Texts with hidden words',
    description: 'The dataset whose texts have words hidden for that. Empty takes the training rows.',
    format: 'dataset',
  }),
  ...ofClasses,
})

/** What stands beside a row, where anything is wished for. Runs of before these options have none of them. */
export function demonstrated(
  own: Partial<z.output<z.ZodObject<typeof demonstrationOptions>>>,
  classes: readonly string[],
  words: Verbalizer,
  classOf: DemonstrationOptions['classOf'],
): DemonstrationOptions | undefined {
  const { demonstrations, demonstrationSets: sets = 16, similarShare: share = 0.5 } = own
  if (demonstrations === undefined || demonstrations === 'none') return undefined
  // Of several words of a class the first solves it.
  const first = words.map((all) => all[0]!)
  return { sets, similar: demonstrations === 'similar', share, classes, words: first, classOf }
}

export const cloze = defineRowObjective({
  id: 'cloze',
  title: 'Cloze prompt',
  summary: 'Turns each text into a sentence with a gap, which the model fills with the word of a label.',
  claim: 'Prompt tuning: no new head, so a few labels per class go a long way.',
  tuning: 'full',
  schema: options,
  kind: 'rows',
  dataset: 'classify',
  for: ({ balance, classWeights, labelSmoothing }, labels, counts) =>
    classify.for({ balance, classWeights, labelSmoothing }, labels, counts),
  ask: (own, data, language) => {
    const { template, verbalizer } = readPrompt(own, data, language)
    return {
      ...askWith(template, verbalizer, language),
      demonstrations: demonstrated(own, data.labels, verbalizer, (target) => target),
      auxiliary: own.auxiliary > 0 ? auxiliary(own.auxiliary, language) : undefined,
    }
  },
})

/** Share of the tokens that are hidden, as in pre-training. */
const hiddenShare = 0.15

/**
 * PET's auxiliary loss (Schick and Schütze 2021, section 3.2). Special tokens are never hidden, so the gap is not.
 * @throws LabError('option') for a model that fills no gaps.
 */
function auxiliary(share: number, language: Language): Auxiliary {
  if (language.model.languageModel.kind !== 'masked')
    throw new LabError(
      'option',
      `A ${language.model.family} model reads from left to right and has never filled in hidden words. Set cloze.auxiliary to 0, or choose a model that reads both sides.`,
      { option: 'cloze.auxiliary', family: language.model.family },
    )
  const known = lexicon(language.tokenizer)
  return { share, ask: maskingAsk(language, known, { share: hiddenShare, wholeWords: false }) }
}

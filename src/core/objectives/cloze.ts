// Prompt tuning: the row becomes a sentence with a gap, and the model's own language model says which label's word fits there.
import { z } from 'zod'
import { readPrompt } from '../prompts/prompt.ts'
import { askWith } from './askWith.ts'
import { classify } from './classify.ts'
import { defineRowObjective } from './objective.ts'

/** The fields of a prompt, for the objectives that have one. */
export const templateOption = z.string().max(4000).default('').meta({
  title: 'Template',
  description:
    'The sentence around each text, with {text_a}, {text_b} for the second text, and {mask} for the gap, e.g. {text_a} It was {mask}. Empty takes one that is known to suit the labels.',
})

const { head: _, ...ofClasses } = classify.schema.shape

const options = z.object({
  template: templateOption,
  words: z.record(z.string(), z.string()).default({}).meta({
    title: 'Label words',
    description:
      'For each label the word that fills the gap; several with commas or slashes. A label without any is its own word, or one that is known to suit it.',
  }),
  ...ofClasses,
})

export const cloze = defineRowObjective({
  id: 'cloze',
  title: 'Cloze prompt',
  summary: 'Turns each text into a sentence with a gap, which the model fills with the word of a label.',
  claim: 'Prompt tuning: no new head, so a few labels per class go a long way.',
  tuning: 'full',
  schema: options,
  kind: 'rows',
  dataset: 'classify',
  for: ({ template: _, words: __, ...rest }, labels, counts) => classify.for(rest, labels, counts),
  ask: (own, data, language) => {
    const { template, verbalizer } = readPrompt(own, data, language)
    return askWith(template, verbalizer, language)
  },
})

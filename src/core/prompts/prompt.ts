// A prompt: a template with the words of labels, checked against a dataset and a vocabulary.
import type { Model } from '../models/family.ts'
import type { Tokenizer } from '../tokens/tokenizer.ts'
import { poles } from '../../shared/prompts.ts'
import { knownPrompts, knownScore } from './known.ts'
import { checkFields, parseTemplate, type Template } from './template.ts'
import { verbalizer, type LabelWords, type Verbalizer } from './verbalizer.ts'

export interface Prompt {
  readonly template: Template
  readonly words: LabelWords
  readonly verbalizer: Verbalizer
}

/**
 * The prompt of a template and label words; an empty one of either is one that is known to suit the labels.
 * @throws LabError('option') whose `option` is cloze.template or cloze.words, the latter with the `label`.
 */
export function readPrompt(
  own: { readonly template: string; readonly words: LabelWords },
  { labels, pairs }: { readonly labels: readonly string[]; readonly pairs: boolean },
  { model, tokenizer }: { readonly model: Pick<Model, 'languageModel'>; readonly tokenizer: Tokenizer },
): Prompt {
  const known = knownPrompts(labels, pairs, model.languageModel.kind)[0]!
  const template = parseTemplate(own.template === '' ? known.template : own.template)
  checkFields(template, pairs)
  const words = Object.keys(own.words).length > 0 ? own.words : known.words
  return { template, words, verbalizer: verbalizer(labels, words, tokenizer, template.masks) }
}

/**
 * The prompt that asks for a number: its words are those of the lowest and the highest (Gao et al. 2021, section 4.1). An empty
 * template or word is one that is known to suit.
 * @throws LabError('option') as readPrompt.
 */
export function readScorePrompt(
  own: { readonly template: string; readonly words: LabelWords },
  pairs: boolean,
  { model, tokenizer }: { readonly model: Pick<Model, 'languageModel'>; readonly tokenizer: Tokenizer },
): Prompt {
  const usual = knownScore.template(pairs, model.languageModel.kind)
  const template = parseTemplate(own.template === '' ? usual : own.template)
  checkFields(template, pairs)
  const { low, high } = knownScore
  const given = Object.entries(own.words).filter(([, word]) => word.trim() !== '')
  const words = { low, high, ...Object.fromEntries(given) }
  return { template, words, verbalizer: verbalizer(poles, words, tokenizer, template.masks) }
}

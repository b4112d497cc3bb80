// A template and a verbalizer put to a model: the logits of labels are those of their words in the gap.
import type { Dim, Value } from '../graph/value.ts'
import type { Model } from '../models/family.ts'
import type { Context } from '../models/layers.ts'
import { languageModelHead } from './languageModel.ts'
import type { Language, Question } from './objective.ts'
import { promptEncoder } from '../prompts/promptRows.ts'
import type { Template } from '../prompts/template.ts'
import type { Verbalizer } from '../prompts/verbalizer.ts'

/**
 * Asks a model with `template`. The logit of label c is the mean over its words w of s(w) (Schick and Schütze 2021, section
 * 3.1, and its released code). With one gap s(w) is the language model's logit of w; with several (Schick and Schütze 2021,
 * "It's Not Just Size That Matters", section 3.1, without the repeated filling in), s(w) = 1/n sum_i log p_i(w_i) over the n
 * tokens of w, the i-th read in gap i.
 * @throws LabError as promptEncoder.
 */
export function askWith(
  template: Template,
  words: Verbalizer,
  { model, tokenizer }: Language,
): Omit<Question, 'demonstrations'> {
  return {
    ...readWords(model, words, template.masks),
    encode: promptEncoder(template, model, tokenizer),
  }
}

/** The part of a question that the model's graph sees: the logits of `words`, read in `gaps` tokens of each row. */
export function readWords(
  model: Model,
  words: Verbalizer,
  gaps: number,
): Omit<Question, 'encode' | 'demonstrations'> {
  const head = languageModelHead(model)
  return {
    places: gaps,
    isHead: (name) => head.has(name),
    logits: (c, states, rows = 'B') =>
      labelLogits(c, model.languageModel.logits(c, states), words, { gaps, rows }),
  }
}

function labelLogits(
  { g }: Context,
  logits: Value,
  words: Verbalizer,
  { gaps, rows }: { readonly gaps: number; readonly rows: Dim },
): Value {
  const vocabulary = logits.shape[1] as number
  const shares = g.emitter.constant(
    'label words',
    [gaps * vocabulary, words.length],
    wordShares(words, vocabulary, gaps),
  )
  if (gaps === 1) return g.matmul(logits, shares)
  const each = g.reshape(g.logSoftmax(logits), null, null, { shape: [rows, gaps * vocabulary] })
  return g.matmul(each, shares)
}

/** [gaps V, C]: how much the token t in gap i counts for label c. A word's tokens share what is the word's. */
function wordShares(words: Verbalizer, vocabulary: number, gaps: number): Float32Array<ArrayBuffer> {
  const shares = new Float32Array(gaps * vocabulary * words.length)
  words.forEach((all, label) => {
    for (const word of all)
      word.forEach((id, gap) => {
        shares[(gap * vocabulary + id) * words.length + label]! += 1 / all.length / word.length
      })
  })
  return shares
}

// A verbalizer: which words in the gap mean which label (Schick and Schütze 2021, section 3.1).
import { LabError } from '../../shared/labError.ts'
import type { Tokenizer } from '../tokens/tokenizer.ts'

/** For each label its words, each as the ids of its tokens. */
export type Verbalizer = readonly (readonly (readonly number[])[])[]

/** Words for each label by its name, with commas or slashes between them. A label without any is its own word. */
export type LabelWords = Readonly<Record<string, string>>

/** The words of a label. */
export const wordsOf = (label: string, words: LabelWords): string[] =>
  (Object.hasOwn(words, label) ? words[label]! : label)
    .split(/[,/]/)
    .map((word) => word.trim())
    .filter((word) => word !== '')

/**
 * The verbalizer for a template with `masks` gaps.
 * @throws LabError('option') for words of a label that is not there, a label without words, a word that the model does not
 * know or that has more tokens than gaps (with words it knows whole), and one word for two labels; its details have the
 * `label`, and of two the `other`.
 */
export function verbalizer(
  labels: readonly string[],
  words: LabelWords,
  tokenizer: Tokenizer,
  masks: number,
): Verbalizer {
  const stray = Object.keys(words).find((label) => !labels.includes(label))
  if (stray !== undefined)
    throw wrong(`They name a label "${stray}", which the dataset does not have: ${labels.join(', ')}.`, stray)
  const known = new Map<string, string>()
  return labels.map((label) => {
    const all = wordsOf(label, words)
    if (all.length === 0) throw wrong(`"${label}" has none. Give it at least one.`, label)
    return all.map((word) => {
      const ids = wordTokens(word, label, tokenizer, masks)
      const other = known.get(ids.join())
      if (other !== undefined && other !== label)
        throw wrong(
          `"${word}" stands for both "${other}" and "${label}", so the two could not be told apart. Choose different words.`,
          label,
          { other },
        )
      known.set(ids.join(), label)
      return ids
    })
  })
}

/** The tokens of a word inside a sentence, where byte-pair vocabularies put a space before it. */
export const tokensOfWord = (word: string, tokenizer: Tokenizer): number[] => [...tokenizer.bare(` ${word}`)]

function wordTokens(word: string, label: string, tokenizer: Tokenizer, masks: number): number[] {
  const ids = tokensOfWord(word, tokenizer)
  if (ids.length === 0 || ids.includes(tokenizer.special.unknown ?? -1))
    throw wrong(`The model does not know "${word}" (for "${label}"). Choose another word.`, label)
  if (ids.length <= masks) return ids
  const pieces = ids.map((id) => tokenizer.tokenOf(id)).join(' ')
  const near = nearbyWords(word, tokenizer)
  const instead = near.length > 0 ? `Words it knows whole: ${near.join(', ')}. Or write` : 'Write'
  throw wrong(
    `"${word}" (for "${label}") is ${ids.length} tokens to this model (${pieces}), and the template has ${masks === 1 ? 'one {mask}' : `${masks} times {mask}`}. ${instead} {mask} as often as the longest word needs.`,
    label,
  )
}

/** Words of one token that begin as `word` does, those with most letters in common first. */
export function nearbyWords(word: string, tokenizer: Tokenizer, count = 5): string[] {
  const letters = word.toLowerCase()
  const shortest = 3
  const found: { readonly text: string; readonly common: number }[] = []
  for (const id of tokenizer.vocabulary.values()) {
    if (tokenizer.specialIds.has(id)) continue
    const text = tokenizer.decode([id]).trim()
    let common = 0
    while (common < text.length && text[common]!.toLowerCase() === letters[common]) common++
    if (common < shortest) continue
    const own = tokensOfWord(text, tokenizer)
    if (own.length === 1 && own[0] === id) found.push({ text, common })
  }
  // Of equally near ones the shorter, which says less that was not asked for.
  const order = found.sort((a, b) => b.common - a.common || a.text.length - b.text.length)
  return [...new Set(order.map(({ text }) => text))].slice(0, count)
}

function wrong(why: string, label: string, details: Readonly<Record<string, string>> = {}): LabError {
  return new LabError('option', `The label words cannot be used. ${why}`, {
    option: 'cloze.words',
    label,
    ...details,
  })
}

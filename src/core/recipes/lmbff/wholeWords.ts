// The tokens of a vocabulary that are words by themselves: what label words and templates are made of.
import type { Tokenizer } from '../../tokens/tokenizer.ts'
import { tokensOfWord } from '../../prompts/verbalizer.ts'

/** Ids of tokens that a word inside a sentence consists of alone, with the word: letters only, at least two. */
export function wholeWords(tokenizer: Tokenizer): ReadonlyMap<number, string> {
  const words = new Map<number, string>()
  for (const id of tokenizer.vocabulary.values()) {
    if (tokenizer.specialIds.has(id)) continue
    const word = tokenizer.decode([id]).trim()
    if (!/^\p{L}{2,}$/u.test(word)) continue
    // The beginnings and ends of words look like words, too, but a sentence is not made of them.
    const [own, ...more] = tokensOfWord(word, tokenizer)
    if (own === id && more.length === 0) words.set(id, word)
  }
  return words
}

/** Ids of the tokens that punctuation after a word consists of, with the sign. */
export function punctuation(tokenizer: Tokenizer): ReadonlyMap<number, string> {
  const after = tokensOfWord('a', tokenizer).length
  return new Map(
    ['.', ',', '!', '?', ':', ';'].flatMap((sign) => {
      const [id, ...more] = [...tokenizer.bare(` a${sign}`)].slice(after)
      return id !== undefined && more.length === 0 && !tokenizer.specialIds.has(id)
        ? [[id, sign] as const]
        : []
    }),
  )
}

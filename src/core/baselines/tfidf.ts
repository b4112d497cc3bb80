// Texts as weighted words: TF-IDF as scikit-learn's TfidfVectorizer computes it by default.
import type { Texts } from '../prompts/template.ts'
import { sparseRows, type SparseRows } from './sparseRows.ts'

/** What was learned of the training texts: each word's column, and how much it counts. */
export interface Tfidf {
  /** Word j is that of column j. */
  readonly words: readonly string[]
  /** ln((1 + n) / (1 + df)) + 1 for n texts of which df have the word. */
  readonly idf: Float64Array
}

/** Runs of two or more letters, digits and underscores, in lower case: Python's `\b\w\w+\b`. */
const wordsIn = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? []

/** The words of a row. Those of a second text are others: the same word may mean something else there. */
export function wordsOf({ text, pair }: Texts): readonly string[] {
  const first = wordsIn(text)
  if (pair === undefined) return first
  return [...first.map((word) => `a ${word}`), ...wordsIn(pair).map((word) => `b ${word}`)]
}

/** Every word of `texts`, in the order of their code units, with its weight. */
export function learnTfidf(texts: readonly Texts[]): Tfidf {
  const frequency = new Map<string, number>()
  for (const text of texts)
    for (const word of new Set(wordsOf(text))) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  const words = [...frequency.keys()].toSorted((a, b) => (a < b ? -1 : 1))
  const idf = Float64Array.from(
    words,
    (word) => Math.log((1 + texts.length) / (1 + frequency.get(word)!)) + 1,
  )
  return { words, idf }
}

/** Rows [texts, words] of length 1: how often each word is there, times its weight. Unknown words are left out. */
export function tfidfRows({ words, idf }: Tfidf, texts: readonly Texts[]): SparseRows {
  const columns = new Map(words.map((word, j) => [word, j]))
  return sparseRows(
    texts.map((text) => {
      const row = new Map<number, number>()
      for (const word of wordsOf(text)) {
        const j = columns.get(word)
        if (j !== undefined) row.set(j, (row.get(j) ?? 0) + idf[j]!)
      }
      let squares = 0
      for (const value of row.values()) squares += value * value
      const length = Math.sqrt(squares)
      for (const [j, value] of row) row.set(j, value / length)
      return row
    }),
  )
}

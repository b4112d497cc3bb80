// Which tokens of a vocabulary are text, and which of them begin a word: WordPiece, byte-level BPE and Unigram mark it differently.
import type { Tokenizer } from './tokenizer.ts'

export interface Lexicon {
  /** Ids of all tokens that stand for text; special tokens do not. */
  readonly text: Int32Array
  isText(id: number): boolean
  /** Whether the token begins a word where it follows another one. */
  beginsWord(id: number): boolean
}

/** How vocabularies mark a token inside their list: `##` goes on with a word, `Ġ` and `▁` begin one. */
const marks = [
  { mark: '##', begins: false },
  { mark: 'Ġ', begins: true },
  { mark: '▁', begins: true },
] as const

/** The lexicon of a tokenizer. Where no mark is in use, every token is a word. */
export function lexicon({ vocabulary, specialIds }: Tokenizer): Lexicon {
  const tokens = [...vocabulary].filter(([, id]) => !specialIds.has(id))
  const counted = marks.map((of) => ({ ...of, uses: tokens.filter(([t]) => isMarked(t, of.mark)).length }))
  const used = counted.reduce((most, of) => (of.uses > most.uses ? of : most))
  const text = new Set(tokens.map(([, id]) => id))
  const marked = new Set(tokens.filter(([t]) => isMarked(t, used.mark)).map(([, id]) => id))
  return {
    text: Int32Array.from(text).sort(),
    isText: (id) => text.has(id),
    beginsWord: (id) => used.uses === 0 || marked.has(id) === used.begins,
  }
}

// The mark alone is a token of its own, not a marked one: "##" may be a heading, "▁" a space.
const isMarked = (token: string, mark: string): boolean => token.startsWith(mark) && token !== mark

/** A run of tokens without a mark is cut here: scripts without spaces would make a word of a whole text. */
const longestWord = 12

/** The words of a row: the places of each one's tokens, special tokens left out. */
export function wordsIn(ids: ArrayLike<number>, { isText, beginsWord }: Lexicon): number[][] {
  const words: number[][] = []
  let open = false
  for (let place = 0; place < ids.length; place++) {
    const id = ids[place]!
    if (!isText(id)) open = false
    else if (open && !beginsWord(id) && words.at(-1)!.length < longestWord) words.at(-1)!.push(place)
    else {
      words.push([place])
      open = true
    }
  }
  return words
}

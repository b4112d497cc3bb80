// Learns a WordPiece vocabulary from word counts: the most frequent pair of pieces becomes a piece, again and again.
import { LabError } from '../../../shared/labError.ts'
import { bertSpecialTokens } from '../../tokens/bertTokenizer.ts'
import { basicTokens } from './basicTokens.ts'
import { pairHeap } from './pairHeap.ts'
import { requiredWords } from './requiredWords.ts'

/** Ids of the special tokens, which every vocabulary starts with. */
export const special = { pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 } as const

export interface VocabularyOptions {
  /** Tokens at most, specials included. */
  readonly size: number
  /** Words that become one token each, whether the text has them or not. */
  readonly required?: readonly string[]
  /** Rarer words teach no merges. */
  readonly leastWordCount?: number
  /** Rarer characters stay unknown. */
  readonly leastCharacterCount?: number
}

const longestLearnedWord = 30
const asciiMarks = [...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~']
const asciiLetters = [...'abcdefghijklmnopqrstuvwxyz0123456789']

/** Two piece ids as one exact number: no vocabulary comes near 2^24 tokens. */
const shift = 2 ** 24

/**
 * The tokens of a vocabulary by id: specials, characters, required words, then merges by falling frequency.
 * `words[i]` occurs `counts[i]` times. The same counts give the same vocabulary, whatever the words' order.
 * @throws LabError('option') when the specials, characters and required words do not fit into `size`,
 * or a required word is not one lower-case word.
 */
export function trainVocabulary(
  words: readonly string[],
  counts: ArrayLike<number>,
  options: VocabularyOptions,
): string[] {
  const { size, required = requiredWords, leastWordCount = 3, leastCharacterCount = 50 } = options
  const misfit = required.find((word) => basicTokens(word).join(' ') !== word || /\s/.test(word))
  if (misfit !== undefined)
    throw new LabError('option', `Required words must be single lower-case words, "${misfit}" is not.`, {
      word: misfit,
    })
  const alphabet = characterPieces(words, counts, leastCharacterCount)
  const tokens = [...new Set([...bertSpecialTokens, ...alphabet, ...required])]
  if (tokens.length > size)
    throw new LabError(
      'option',
      `A vocabulary of ${size} tokens has no room for the ${tokens.length} characters and required words. Choose at least ${tokens.length}.`,
      { size, least: tokens.length },
    )
  const ids = new Map(tokens.map((token, id) => [token, id]))
  merge(tokens, ids, spellings(words, counts, ids, leastWordCount), size)
  return tokens
}

/** Every first character, and every later one as '##c', that is frequent enough; ASCII always; sorted. */
function characterPieces(words: readonly string[], counts: ArrayLike<number>, least: number): string[] {
  const seen = new Map<string, number>()
  words.forEach((word, i) => {
    for (const piece of spell(word)) seen.set(piece, (seen.get(piece) ?? 0) + counts[i]!)
  })
  const frequent = [...seen].filter(([, count]) => count >= least).map(([piece]) => piece)
  const always = [...asciiMarks, ...asciiLetters, ...asciiLetters.map((letter) => '##' + letter)]
  return [...new Set([...always, ...frequent])].sort()
}

function spell(word: string): string[] {
  return [...word].map((character, i) => (i === 0 ? character : '##' + character))
}

interface Spelling {
  pieces: number[]
  readonly count: number
}

/** The words that teach merges, as piece ids. Words that are tokens already have nothing to teach. */
function spellings(
  words: readonly string[],
  counts: ArrayLike<number>,
  ids: ReadonlyMap<string, number>,
  leastCount: number,
): Spelling[] {
  return words.flatMap((word, i) => {
    const count = counts[i]!
    if (count < leastCount || word.length > longestLearnedWord || ids.has(word)) return []
    const pieces = spell(word).map((piece) => ids.get(piece))
    return pieces.every((id) => id !== undefined) ? [{ pieces, count }] : []
  })
}

/** Appends merged pieces to `tokens` until there are `size` or no pair is left. */
function merge(tokens: string[], ids: Map<string, number>, spelled: readonly Spelling[], size: number): void {
  const heap = pairHeap()
  const where = new Map<number, number[]>()
  const add = (index: number, pieces: readonly number[], count: number) => {
    for (let j = 1; j < pieces.length; j++) {
      const pair = pieces[j - 1]! * shift + pieces[j]!
      heap.add(pair, count)
      const places = where.get(pair)
      if (places === undefined) where.set(pair, [index])
      else if (places.at(-1) !== index) places.push(index)
    }
  }
  spelled.forEach(({ pieces, count }, index) => add(index, pieces, count))
  for (let best = heap.pop(); best !== undefined && tokens.length < size; best = heap.pop()) {
    const [first, second] = [Math.floor(best / shift), best % shift]
    const text = tokens[first]! + tokens[second]!.slice(2)
    let id = ids.get(text)
    if (id === undefined) {
      id = tokens.push(text) - 1
      ids.set(text, id)
    }
    for (const index of where.get(best)!) {
      const spelling = spelled[index]!
      const before = spelling.pieces
      const after = joined(before, first, second, id)
      if (after.length === before.length) continue
      for (let j = 1; j < before.length; j++) heap.add(before[j - 1]! * shift + before[j]!, -spelling.count)
      spelling.pieces = after
      add(index, after, spelling.count)
    }
    where.delete(best)
  }
}

function joined(pieces: readonly number[], first: number, second: number, id: number): number[] {
  const result: number[] = []
  for (let j = 0; j < pieces.length; j++)
    if (pieces[j] === first && pieces[j + 1] === second) {
      result.push(id)
      j++
    } else result.push(pieces[j]!)
  return result
}

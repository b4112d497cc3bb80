import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { random } from '../../../shared/random.ts'
import { loadTokenizer } from '../../tokens/tokenizer.ts'
import { basicTokens } from './basicTokens.ts'
import { writeTokenizerFiles } from './tokenizerFiles.ts'
import { special, trainVocabulary } from './vocabulary.ts'
import { wordPieces } from './wordPieces.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lathe-vocabulary-'))
})
afterAll(() => rm(root, { recursive: true }))

const words = ['lower', 'lowest', 'newer', 'newest', 'wider', 'widest', 'low']
const counts = [60, 50, 70, 90, 40, 30, 20]
const options = { size: 120, required: ['great', 'no'] }
const characters = 32 + 2 * 36

test('starts with specials, characters and required words', () => {
  const vocabulary = trainVocabulary(words, counts, options)
  expect(vocabulary.slice(0, 5)).toEqual(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'])
  expect(vocabulary.slice(5 + characters, 5 + characters + 2)).toEqual(['great', 'no'])
  expect(new Set(vocabulary).size).toBe(vocabulary.length)
})

test('merges the most frequent pair first, then goes on with the merged pieces', () => {
  // ##w ##e occurs 270 times, ##s ##t 170; then ##e ##we and n ##e 160 each, and the smaller ids win; then n ##ewe.
  const merged = trainVocabulary(words, counts, { ...options, size: 5 + characters + 2 + 4 }).slice(-4)
  expect(merged).toEqual(['##we', '##st', '##ewe', 'newe'])
})

test('does not depend on the order of the words, and stops where no pair is left', () => {
  const order = [3, 0, 6, 5, 1, 2, 4]
  const vocabulary = trainVocabulary(words, counts, { ...options, size: 1000 })
  const shuffled = trainVocabulary(
    order.map((i) => words[i]!),
    order.map((i) => counts[i]!),
    { ...options, size: 1000 },
  )
  expect(shuffled).toEqual(vocabulary)
  expect(vocabulary.length).toBeLessThan(1000)
  for (const word of words) expect(vocabulary).toContain(word)
})

test('learns the same merges as the plain algorithm that counts all pairs anew each time', () => {
  const stream = random(4, 'words')
  const letter = () => 'aabbbcd'[stream.integer(7)]!
  const made = new Set(
    Array.from({ length: 150 }, () => Array.from({ length: 2 + stream.integer(8) }, letter).join('')),
  )
  const some = [...made]
  const often = some.map(() => 3 + stream.integer(40))
  const start = 5 + characters + 2
  const vocabulary = trainVocabulary(some, often, { ...options, size: 1000 })
  expect(vocabulary.slice(start)).toEqual(plainMerges(some, often, vocabulary.slice(0, start)))
})

/** The algorithm without a heap and without running counts. */
function plainMerges(all: readonly string[], of: readonly number[], start: readonly string[]): string[] {
  const tokens = [...start]
  let spelled = all.map((word) => [...word].map((c, i) => (i === 0 ? c : `##${c}`)))
  for (;;) {
    const pairs = new Map<string, number>()
    spelled.forEach((pieces, w) =>
      pieces.slice(1).forEach((piece, i) => {
        const pair = `${pieces[i]} ${piece}`
        pairs.set(pair, (pairs.get(pair) ?? 0) + of[w]!)
      }),
    )
    const rank = (pair: string) => pair.split(' ').map((piece) => tokens.indexOf(piece))
    const best = [...pairs].toSorted(([a, m], [b, n]) => {
      const [[a1, a2], [b1, b2]] = [rank(a), rank(b)]
      return n - m || a1! - b1! || a2! - b2!
    })[0]
    if (best === undefined) return tokens.slice(start.length)
    const [first, second] = best[0].split(' ')
    const text = first! + second!.slice(2)
    if (!tokens.includes(text)) tokens.push(text)
    spelled = spelled.map((pieces) => {
      const result: string[] = []
      for (let i = 0; i < pieces.length; i++)
        if (pieces[i] === first && pieces[i + 1] === second) {
          result.push(text)
          i++
        } else result.push(pieces[i]!)
      return result
    })
  }
}

test('options that cannot be met are errors that say why', () => {
  expect(() => trainVocabulary(words, counts, { size: 50 })).toThrow(/Choose at least \d+/)
  expect(() => trainVocabulary(words, counts, { size: 500, required: ['two words'] })).toThrow(
    '"two words" is not',
  )
  expect(() => trainVocabulary(words, counts, { size: 500, required: ['Great'] })).toThrow('"Great" is not')
})

test('the written tokenizer cuts texts as pre-training does', async () => {
  const vocabulary = trainVocabulary(words, counts, { ...options, size: 1000 })
  await writeTokenizerFiles(root, vocabulary)
  const tokenizer = await loadTokenizer(root)
  const ids = new Map(vocabulary.map((token, id) => [token, id]))
  const texts = [
    'The lowest, NEWEST and widest! Great-no?',
    'Caf\u00e9 \u0130stanbul \u01c5 \u00df \u0152uvre e\u0301a\u0300',
    'a\u0000b\u200bc\ufeffd\u00ade\u0085f\u2028g\u000bh\u00a0i',
    '$5 + 3 = 8 ^_^ `x` ~ \u201cquoted\u201d\u2014dash\u2026 \u00a350 10\u00b0C',
    '\u4e2d\u6587 mixed \ud55c\uad6d\uc5b4 emoji \u{1f600} end',
    `${'x'.repeat(101)} ${'x'.repeat(100)}`,
    '   ',
  ]
  for (const text of texts) {
    const own = basicTokens(text).flatMap((word) => wordPieces(word, ids, special.unknown))
    expect([special.cls, ...own, special.sep]).toEqual([...tokenizer.encode(text, undefined, 512).ids])
  }
})

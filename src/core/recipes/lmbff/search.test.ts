// The searches with the starter on real rows: what an untrained model finds for sentiment, from a few rows of each class.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadTokenizer } from '../../tokens/tokenizer.ts'
import { VocabularyReader } from '../../inference/vocabularyReader.ts'
import { promptEncoder } from '../../prompts/promptRows.ts'
import { parseTemplate } from '../../prompts/template.ts'
import { tokensOfWord } from '../../prompts/verbalizer.ts'
import { goldenFolder } from '../../../testing/golden.ts'
import { searchLabelWords } from './labelWords.ts'
import { searchTemplates } from './templates.ts'
import { punctuation, wholeWords } from './wholeWords.ts'

const starter = join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'models', 'starter')
const rows = [
  ['A warm, funny and clever film.', 1],
  ['The acting is superb and the story moved me.', 1],
  ['An absolute delight from start to finish.', 1],
  ['I laughed all the way through this wonderful comedy.', 1],
  ['A dull, lifeless mess of a movie.', 0],
  ['The plot makes no sense and the jokes fall flat.', 0],
  ['I walked out after an hour of this boring nonsense.', 0],
  ['Badly written and even worse acted.', 0],
] as const
const targets = rows.map(([, target]) => target)

let reader: VocabularyReader
beforeAll(async () => {
  reader = await VocabularyReader.open(starter, { device: 'cpu', threads: 0 }, () => {})
})
afterAll(() => reader.release())

test.each(['bert', 'roberta', 'albert'])(
  '%s: words and signs are single tokens of a sentence',
  async (name) => {
    const tokenizer = await loadTokenizer(goldenFolder(`tokenizers/${name}`))
    const words = wholeWords(tokenizer)
    expect(words.size).toBeGreaterThan(20)
    for (const [id, word] of words) {
      expect(tokensOfWord(word, tokenizer)).toEqual([id])
      expect(tokenizer.tokenOf(id)).not.toMatch(/^##/)
    }
    for (const [id, sign] of punctuation(tokenizer)) expect(tokenizer.decode([id]).trim()).toBe(sign)
  },
)

test('label words tell the classes apart without any training', async () => {
  const encode = promptEncoder(parseTemplate('{text_a} It was {mask}.'), reader.model, reader.tokenizer)
  const asked = { prompts: rows.map(([text]) => encode({ text }, 64)), targets }
  const options = { candidates: 40, count: 6 }
  const found = await searchLabelWords(reader, asked, wholeWords(reader.tokenizer), 2, options)
  expect(found).toHaveLength(6)
  expect(found[0]!.accuracy).toBeGreaterThanOrEqual(7 / 8)
  for (const [i, { words, accuracy }] of found.entries()) {
    expect(accuracy).toBeLessThanOrEqual(found[Math.max(0, i - 1)]!.accuracy)
    // What it says is what the prompt's own way of asking gives.
    const [bad, good] = words.map((word) => tokensOfWord(word, reader.tokenizer)[0]!) as [number, number]
    const right = await reader.read(asked.prompts, ([gap], row) =>
      targets[row] === 1 ? gap![good]! > gap![bad]! : gap![bad]! > gap![good]!,
    )
    expect(right.filter(Boolean).length / rows.length).toBeCloseTo(accuracy, 10)
  }
})

test('templates are sentences that can be read again, the likeliest first', async () => {
  const solved = rows.map(([text, target]) => ({
    texts: { text },
    word: tokensOfWord(target === 1 ? 'great' : 'terrible', reader.tokenizer),
  }))
  const allowed = { words: wholeWords(reader.tokenizer), signs: punctuation(reader.tokenizer) }
  const forms: number[] = []
  const found = await searchTemplates(reader, solved, allowed, {
    pairs: false,
    beam: 3,
    maxLength: 64,
    onStep: (done) => forms.push(done),
  })
  expect(forms).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(found.length).toBeGreaterThan(15)
  expect(new Set(found.map(({ template }) => template)).size).toBe(found.length)
  expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a))
  for (const { template } of found)
    expect(parseTemplate(template)).toMatchObject({ masks: 1, text: template })
  // A model of English knows how a sentence of judgement goes.
  expect(found.slice(0, 10).map(({ template }) => template)).toContainEqual(
    expect.stringMatching(/ is \{mask\}\.$/),
  )
})

test('a template’s score is what the model gives its words, gap by gap', async () => {
  const word = tokensOfWord('great', reader.tokenizer)
  const allowed = {
    words: new Map([...wholeWords(reader.tokenizer)].filter(([, w]) => w === 'is')),
    signs: new Map(),
  }
  const [found] = (
    await searchTemplates(reader, [{ texts: { text: 'A warm film.' }, word }], allowed, {
      pairs: false,
      beam: 1,
      maxLength: 64,
    })
  ).filter(({ template }) => template === '{mask} is {text_a}')
  const encode = promptEncoder(parseTemplate('{mask} {mask} {text_a}'), reader.model, reader.tokenizer)
  const { ids, asks, ...rest } = encode({ text: 'A warm film.' }, 64)
  const solved = { ...rest, ids: ids.with(asks![0]!, word[0]!), asks: [asks![1]!] }
  const [expected] = await reader.read([solved], ([gap]) => gap![tokensOfWord('is', reader.tokenizer)[0]!]!)
  expect(found!.score).toBeCloseTo(expected!, 4)
})

test('pairs have the words between them', async () => {
  const solved = rows.slice(0, 4).map(([text]) => ({
    texts: { text, pair: 'It is good.' },
    word: tokensOfWord('yes', reader.tokenizer),
  }))
  const allowed = { words: wholeWords(reader.tokenizer), signs: punctuation(reader.tokenizer) }
  const found = await searchTemplates(reader, solved, allowed, { pairs: true, beam: 2, maxLength: 64 })
  for (const { template } of found) expect(template).toMatch(/^\{text_a\}.*\{mask\}.*\{text_b\}$/)
})

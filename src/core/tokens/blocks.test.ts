import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Example } from '../../shared/dataset.ts'
import { writeTinyBert } from '../../testing/tinyBert.ts'
import { tokenizeBlocks } from './blocks.ts'
import { lexicon, wordsIn } from './lexicon.ts'
import { tokenRow, type TokenTable } from './table.ts'
import { loadTokenizer, type Tokenizer } from './tokenizer.ts'

let folder: string
let tokenizer: Tokenizer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-blocks-'))
  await writeTinyBert(folder)
  tokenizer = await loadTokenizer(folder)
})
afterAll(() => rm(folder, { recursive: true }))

async function* examples(texts: readonly (string | [string, string])[]): AsyncGenerator<Example> {
  for (const [i, text] of texts.entries())
    yield typeof text === 'string' ? { row: i + 1, text } : { row: i + 1, text: text[0], pair: text[1] }
}

const blocks = (texts: readonly (string | [string, string])[], length: number): Promise<TokenTable> =>
  tokenizeBlocks(examples(texts), tokenizer, length, lexicon(tokenizer).isText)

const words = (table: TokenTable): string[] =>
  Array.from({ length: table.count }, (_, i) =>
    Array.from(tokenRow(table, i).ids, (id) => tokenizer.tokenOf(id)).join(' '),
  )

test('short texts share a block, long ones go on in the next, and none is lost', async () => {
  const table = await blocks(['good film', 'bad', 'the day was long and good'], 8)
  expect(words(table)).toEqual([
    '[CLS] good film [SEP] bad [SEP] the [SEP]',
    '[CLS] day was long and good [SEP]',
  ])
  expect([...table.rows]).toEqual([3, 3])
  expect(table.truncated).toBe(0)
})

test('the second text of a pair is one more text', async () => {
  expect(words(await blocks([['good', 'bad'], 'film'], 16))).toEqual([
    '[CLS] good [SEP] bad [SEP] film [SEP]',
  ])
})

test('blocks without a known token are left out, and no room for text is refused', async () => {
  const table = await blocks(['你 好 世 界', '你 你 good'], 6)
  expect(words(table)).toEqual(['[CLS] [UNK] [UNK] good [SEP]'])
  expect(table.unknown).toBe(6)
  await expect(blocks(['good'], 2)).rejects.toMatchObject({ code: 'option' })
})

const vocabularies: { readonly [kind: string]: { tokens: string[]; words: string[] } } = {
  WordPiece: { tokens: ['un', '##like', '##ly', 'good', '.'], words: ['un##like##ly', 'good', '.'] },
  'byte-level BPE': {
    tokens: ['un', 'likely', 'Ġgood', 'ness', 'Ġ.'],
    words: ['unlikely', 'Ġgoodness', 'Ġ.'],
  },
  Unigram: { tokens: ['▁un', 'like', '▁good', '▁', '.'], words: ['▁unlike', '▁good▁.'] },
  'without marks': { tokens: ['a', 'b'], words: ['a', 'b'] },
}

for (const [kind, { tokens, words: expected }] of Object.entries(vocabularies))
  test(`words of a ${kind} vocabulary`, () => {
    const all = ['<s>', ...tokens]
    const made = {
      vocabulary: new Map(all.map((t, id) => [t, id])),
      specialIds: new Set([0]),
    } as Partial<Tokenizer>
    const ids = [0, ...tokens.map((_, i) => i + 1), 0]
    const found = wordsIn(ids, lexicon(made as Tokenizer))
    expect(found.map((places) => places.map((place) => all[ids[place]!]).join(''))).toEqual(expected)
  })

test('a run of tokens that never begin a word is not one word', () => {
  const made = {
    vocabulary: new Map([
      ['▁a', 0],
      ['b', 1],
    ]),
    specialIds: new Set<number>(),
  } as Partial<Tokenizer>
  const lengths = wordsIn([0, ...new Array<number>(19).fill(1)], lexicon(made as Tokenizer)).map(
    (w) => w.length,
  )
  expect(lengths).toEqual([12, 8])
})

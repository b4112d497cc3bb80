import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeTinyBert } from '../../testing/tinyBert.ts'
import { loadTokenizer, requireToken, type Tokenizer } from './tokenizer.ts'

let root: string
let folder: string
let tokenizer: Tokenizer

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lathe-tokenizer-'))
  folder = join(root, 'model')
  await writeTinyBert(folder)
  tokenizer = await loadTokenizer(folder)
})
afterAll(() => rm(root, { recursive: true }))

// What BertTokenizerFast of transformers 5.23 in Python gives for the same folder (truncation=True).
const fromPython: [
  text: string,
  pair: string | undefined,
  maxLength: number,
  tokens: string,
  types: string,
][] = [
  ['The movie was superb!', undefined, 64, '[CLS] the movie was superb ! [SEP]', '0000000'],
  [
    'Caf\u00e9 zo\u00eb: na\u00efve?',
    undefined,
    64,
    '[CLS] c ##a ##f ##e z ##o ##e : n ##a ##i ##v ##e ? [SEP]',
    '0000000000000000',
  ],
  ['a\u0000b\u200bc\ufeff d\u00ade\tf', undefined, 64, '[CLS] a ##b ##c d ##e f [SEP]', '00000000'],
  ['\u4e2d\u6587 good', undefined, 64, '[CLS] [UNK] [UNK] good [SEP]', '00000'],
  [
    'good [MASK] [SEP] bad [mask]',
    undefined,
    64,
    '[CLS] good [MASK] [SEP] bad [ m ##a ##s ##k ] [SEP]',
    '000000000000',
  ],
  ['', undefined, 64, '[CLS] [SEP]', '00'],
  [
    'the plot was dull and the people were funny',
    undefined,
    8,
    '[CLS] the plot was dull and the [SEP]',
    '00000000',
  ],
  [
    'the plot was dull',
    'a good story that made me think about life',
    9,
    '[CLS] the plot was [SEP] a good story [SEP]',
    '000001111',
  ],
  [
    'a good story that made me think about life',
    'the plot was dull',
    9,
    '[CLS] a good story [SEP] the plot was [SEP]',
    '000001111',
  ],
  [
    'the plot was dull again',
    'a good story that made me think',
    11,
    '[CLS] the plot was dull [SEP] a good story that [SEP]',
    '00000011111',
  ],
  ['a good story that made me think', 'good', 8, '[CLS] a good story that [SEP] good [SEP]', '00000011'],
  ['bad', 'a good story that made me think', 7, '[CLS] bad [SEP] a good story [SEP]', '0001111'],
]

test.each(fromPython)(
  '%j with %j in %d tokens is what Python gives',
  (text, pair, maxLength, tokens, types) => {
    const encoded = tokenizer.encode(text, pair, maxLength)
    expect(Array.from(encoded.ids, (id) => tokenizer.tokenOf(id)).join(' ')).toBe(tokens)
    expect(encoded.types.join('')).toBe(types)
  },
)

test('says whether a text was cut', () => {
  expect(tokenizer.encode('good movie', undefined, 4).truncated).toBe(false)
  expect(tokenizer.encode('good movie', undefined, 3).truncated).toBe(true)
  expect(tokenizer.encode('good', 'bad movie', 5).truncated).toBe(true)
})

test('knows its tokens by name and by id, and turns ids back into text', () => {
  const { special } = tokenizer
  expect(
    [special.pad, special.unknown, special.cls, special.sep, special.mask].map((id) =>
      tokenizer.tokenOf(id!),
    ),
  ).toEqual(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'])
  expect(tokenizer.tokenOf(tokenizer.idOf('movie')!)).toBe('movie')
  expect(tokenizer.idOf('transmogrify')).toBe(undefined)
  expect(() => tokenizer.tokenOf(tokenizer.vocabularySize)).toThrow('no token with id')
  expect(tokenizer.decode(tokenizer.encode('A superb movie, reads well.', undefined, 64).ids)).toBe(
    'a superb movie, reads well.',
  )
  expect(tokenizer.decode([])).toBe('')
})

test('a length without room for text is an error that names the least length', () => {
  expect(() => tokenizer.encode('good', undefined, 2)).toThrow('at least 3')
  expect(() => tokenizer.encode('good', 'bad', 3)).toThrow('at least 4')
})

test('reads an older BERT that has only vocab.txt', async () => {
  const old = join(root, 'old')
  await cp(folder, old, { recursive: true })
  await rm(join(old, 'tokenizer.json'))
  await rm(join(old, 'tokenizer_config.json'))
  const text = 'The plot was dull, yet funny!'
  expect((await loadTokenizer(old)).encode(text, 'good', 64)).toEqual(tokenizer.encode(text, 'good', 64))
})

test('tokenizer_config.json has the last word on upper case and accents, as in transformers', async () => {
  const cased = join(root, 'cased')
  await cp(folder, cased, { recursive: true })
  const path = join(cased, 'tokenizer_config.json')
  const names = JSON.parse(await readFile(path, 'utf8'))
  const tokensOf = async (config: object): Promise<string> => {
    await writeFile(path, JSON.stringify({ ...names, ...config }))
    const loaded = await loadTokenizer(cased)
    return Array.from(loaded.encode('The zo\u00eb', undefined, 64).ids, (id) => loaded.tokenOf(id)).join(' ')
  }
  expect(await tokensOf({})).toBe('[CLS] the z ##o ##e [SEP]')
  expect(await tokensOf({ do_lower_case: false })).toBe('[CLS] [UNK] [UNK] [SEP]')
  expect(await tokensOf({ strip_accents: false })).toBe('[CLS] the [UNK] [SEP]')
  expect(await tokensOf({ do_lower_case: false, tokenizer_class: 'PreTrainedTokenizerFast' })).toBe(
    '[CLS] the z ##o ##e [SEP]',
  )
})

test('a token that the tokenizer lacks is refused where something needs it', async () => {
  const lacking = join(root, 'lacking')
  await cp(folder, lacking, { recursive: true })
  const path = join(lacking, 'tokenizer.json')
  const json = JSON.parse(await readFile(path, 'utf8'))
  json.added_tokens = []
  json.model.vocab = { '[UNK]': 0, '[PAD]': 1, '[CLS]': 2, '[SEP]': 3, good: 4 }
  await writeFile(path, JSON.stringify(json))
  const loaded = await loadTokenizer(lacking)
  expect(loaded.special).toMatchObject({ cls: 2, sep: 3, mask: null })
  expect(requireToken(loaded, 'sep', 'Testing')).toBe(3)
  expect(() => requireToken(loaded, 'mask', 'Masked language modelling')).toThrow(
    expect.objectContaining({
      code: 'tokenizer',
      message: expect.stringMatching(/^Masked language modelling needs a mask token.*"mask_token"/),
    }),
  )
})

test('a missing or damaged tokenizer is a LabError that says what to do', async () => {
  const broken = join(root, 'broken')
  await cp(folder, broken, { recursive: true })
  const path = join(broken, 'tokenizer.json')
  await writeFile(path, '{"model": ')
  await expect(loadTokenizer(broken)).rejects.toMatchObject({
    code: 'tokenizer',
    message: expect.stringContaining('tokenizer.json is damaged'),
  })
  await rm(path)
  await rm(join(broken, 'vocab.txt'))
  await expect(loadTokenizer(broken)).rejects.toMatchObject({
    code: 'tokenizer',
    message: expect.stringContaining('has no tokenizer.json'),
  })
  await writeFile(join(broken, 'spm.model'), '')
  await expect(loadTokenizer(broken)).rejects.toMatchObject({
    code: 'tokenizer',
    message: expect.stringMatching(/has a spm.model, but no tokenizer.json.*save_pretrained/),
  })
})

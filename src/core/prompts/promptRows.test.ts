// Prompts through the real tokenizers: where their gaps lie, and what gives way when they are too long.
import { expect, test } from 'vitest'
import { goldenFolder } from '../../testing/golden.ts'
import { loadTokenizer, type Tokenizer } from '../tokens/tokenizer.ts'
import { contentFreePrompts, promptEncoder, type PromptEncoder } from './promptRows.ts'
import { parseTemplate, type Texts } from './template.ts'
import { tokensOfWord } from './verbalizer.ts'

const tokenizerOf = (name: string): Promise<Tokenizer> => loadTokenizer(goldenFolder(`tokenizers/${name}`))
const masked = { languageModel: { kind: 'masked', logits: () => never() } } as const
const causal = { languageModel: { kind: 'causal', logits: () => never() } } as const
function never(): never {
  throw new Error('No graph is made here.')
}

const say = (tokenizer: Tokenizer, encode: PromptEncoder, texts: Texts, most = 64): string =>
  [...encode(texts, most).ids].map((id) => tokenizer.tokenOf(id)).join(' ')

// What the tokenizers of transformers 5.23 give for the filled template with their own mask token in the gap.
test.each([
  ['bert', '{text_a} It was {mask}.', '[CLS] good fu ##n it was [MASK] . [SEP]'],
  ['roberta', '{text_a} It was {mask}.', '<s> G ood Ġf u n ĠI t Ġwas <mask> . </s>'],
  ['roberta', '{mask}: {text_a}', '<s> <mask> : ĠG ood Ġf u n </s>'],
])('%s: %s', async (name, template, expected) => {
  const tokenizer = await tokenizerOf(name)
  const encode = promptEncoder(parseTemplate(template), masked, tokenizer)
  expect(say(tokenizer, encode, { text: 'Good fun' })).toBe(expected)
  const { ids, asks } = encode({ text: 'Good fun' }, 64)
  expect(asks!.map((place) => ids[place])).toEqual([tokenizer.special.mask])
})

const word = (tokenizer: Tokenizer, text: string): number[] => tokensOfWord(text, tokenizer)

// What the same tokenizers give for the three filled templates, the gap's token replaced by the word's.
test.each([
  [
    'bert',
    '[CLS] good fu ##n it was [MASK] . [SEP] d ##u ##l ##l it was b . [SEP] su ##p ##er ##b film it was good . [SEP]',
    [9, 19],
  ],
  [
    'roberta',
    '<s> G ood Ġf u n ĠI t Ġwas <mask> . </s> D ul l ĠI t Ġwas Ġb . </s> S u p er b Ġf ilm ĠI t Ġwas Ġgood . </s>',
    [34, 0],
  ],
] as const)(
  '%s: demonstrations come after the row, as second segment',
  async (name, expected, [zeros, ones]) => {
    const tokenizer = await tokenizerOf(name)
    const encode = promptEncoder(parseTemplate('{text_a} It was {mask}.'), masked, tokenizer)
    const { ids, types, asks } = encode({ text: 'Good fun' }, 64, [
      { texts: { text: 'Dull' }, word: word(tokenizer, 'b') },
      { texts: { text: 'Superb film' }, word: word(tokenizer, 'good') },
    ])
    expect([...ids].map((id) => tokenizer.tokenOf(id)).join(' ')).toBe(expected)
    expect([...types].join('')).toBe('0'.repeat(zeros) + '1'.repeat(ones))
    expect(asks!.map((place) => ids[place])).toEqual([tokenizer.special.mask])
  },
)

test('a model that reads from left to right sees the demonstrations first', async () => {
  const tokenizer = await tokenizerOf('gpt2')
  const encode = promptEncoder(parseTemplate('{text_a} It was {mask}'), causal, tokenizer)
  const { ids, asks } = encode({ text: 'Good fun' }, 64, [
    { texts: { text: 'Dull' }, word: word(tokenizer, 'bad') },
    { texts: { text: 'Superb' }, word: word(tokenizer, 'good') },
  ])
  expect(tokenizer.decode(ids)).toBe('Dull It was bad\n\nSuperb It was good\n\nGood fun It was')
  expect(asks).toEqual([ids.length - 1])
})

test.each([
  [
    'bert',
    masked,
    '{text_a} It was {mask}.',
    '[CLS] s ##a ##y it . good fu ##n it was [MASK] . [SEP] d ##u ##l ##l it was b . [SEP]',
  ],
  ['gpt2', causal, '{text_a} It was {mask}', 'Say it.\n\nDull It was bad\n\nGood fun It was'],
] as const)('%s: a description comes once, before everything', async (name, model, template, expected) => {
  const tokenizer = await tokenizerOf(name)
  const encode = promptEncoder(parseTemplate(template), model, tokenizer, { description: 'Say it. ' })
  const { ids, asks } = encode({ text: 'Good fun' }, 64, [
    { texts: { text: 'Dull' }, word: word(tokenizer, 'bad') },
  ])
  const said =
    model === masked ? [...ids].map((id) => tokenizer.tokenOf(id)).join(' ') : tokenizer.decode(ids)
  expect(said).toBe(expected)
  expect(asks).toHaveLength(1)
})

test('a prompt without content keeps description and demonstrations, and is read at the row’s gap', async () => {
  const tokenizer = await tokenizerOf('bert')
  const template = parseTemplate('{text_a} It was {mask}.')
  const demonstrations = [{ texts: { text: 'Dull' }, word: word(tokenizer, 'bad') }]
  const beside = { description: 'Say it.', demonstrations }
  const found = contentFreePrompts(template, masked, tokenizer, 64, beside).map(({ ids, asks }) => {
    const tokens = [...ids].map((id) => tokenizer.tokenOf(id))
    for (const place of asks!) tokens[place] = '<>'
    return tokens.join(' ')
  })
  expect(found).toEqual(
    ['', 'n / a ', '[MASK] '].map(
      (text) => `[CLS] s ##a ##y it . ${text}it was <> . [SEP] d ##u ##l ##l it was b . [SEP]`,
    ),
  )
})

test.each(['bert', 'roberta', 'albert', 'deberta', 'modernbert'])(
  '%s: the texts of row and demonstrations give way alike, the templates never',
  async (name) => {
    const tokenizer = await tokenizerOf(name)
    const encode = promptEncoder(parseTemplate('{text_a} It was {mask} so.'), masked, tokenizer)
    const long = 'The water rises in the street and nobody knows how long it will be so. '.repeat(30)
    const solved = (text: string) => [
      { texts: { text }, word: word(tokenizer, 'b') },
      { texts: { text: 'Short film' }, word: word(tokenizer, 'good') },
    ]
    const { ids, asks, kept, demonstrated } = encode({ text: long }, 80, solved(long))
    expect(ids.length).toBeLessThanOrEqual(80)
    expect(ids.length, 'little room is wasted').toBeGreaterThan(70)
    expect(asks!.map((place) => ids[place])).toEqual([tokenizer.special.mask])
    expect(kept.text.length - demonstrated[0]!.text.length, 'both are as long').toBeLessThanOrEqual(1)
    expect(demonstrated[1]!.text).toBe('Short film')
    expect(
      tokenizer
        .decode(ids)
        .toLowerCase()
        .match(/so\s?\./g),
      'three templates',
    ).toHaveLength(3)
    expect(() => encode({ text: long }, 12, solved(long))).toThrow(
      /template alone, with 2 demonstrations, has \d+ tokens, and a row may have 12/,
    )
  },
)

test('a mask in the text itself is no gap', async () => {
  const tokenizer = await tokenizerOf('bert')
  const encode = promptEncoder(parseTemplate('{text_a} {mask}'), masked, tokenizer)
  expect(encode({ text: 'what [MASK] is' }, 64).asks).toHaveLength(1)
})

test('two segments have two types', async () => {
  const tokenizer = await tokenizerOf('bert')
  const encode = promptEncoder(parseTemplate('{text_a}?{segment}{mask}, {text_b}'), masked, tokenizer)
  const { ids, types, asks } = encode({ text: 'a', pair: 'b' }, 64)
  expect([...ids].map((id) => tokenizer.tokenOf(id)).join(' ')).toBe('[CLS] a ? [SEP] [MASK] , b [SEP]')
  expect([...types].join('')).toBe('00001111')
  expect(asks).toEqual([4])
})

test('a model that reads from left to right is read where the gap begins', async () => {
  const tokenizer = await tokenizerOf('gpt2')
  const encode = promptEncoder(parseTemplate('{text_a} It was {mask}'), causal, tokenizer)
  const { ids, asks } = encode({ text: 'Good fun' }, 64)
  expect([...ids].map((id) => tokenizer.tokenOf(id)).join(' ')).toBe('G ood Ġf u n ĠI t Ġwas')
  expect(asks).toEqual([ids.length - 1])
  for (const [template, message] of [
    ['{text_a} It was {mask}.', /nothing may come after/],
    ['{text_a} {mask}{mask}', /answers with one token/],
    ['{text_a}{segment}{mask}', /no segments/],
  ] as const)
    expect(() => promptEncoder(parseTemplate(template), causal, tokenizer)).toThrow(message)
})

test.each(['bert', 'roberta', 'albert', 'deberta', 'modernbert'])(
  '%s: the longer text gives way, the template never',
  async (name) => {
    const tokenizer = await tokenizerOf(name)
    const encode = promptEncoder(parseTemplate('{text_a}? {mask}, {text_b} was was'), masked, tokenizer)
    const short = 'It rains'
    const long = 'The water rises in the street and nobody knows how long it will be so. '.repeat(30)
    const whole = encode({ text: short, pair: short }, 64)
    expect(whole.truncated).toBe(false)
    for (const texts of [
      { text: short, pair: long },
      { text: long, pair: short },
      { text: long, pair: long },
    ]) {
      const { ids, asks, truncated } = encode(texts, 40)
      expect(truncated).toBe(true)
      expect(ids.length).toBeLessThanOrEqual(40)
      expect(ids.length, 'little room is wasted').toBeGreaterThan(34)
      expect(asks!.map((place) => ids[place])).toEqual([tokenizer.special.mask])
      const said = tokenizer.decode(ids)
      expect(said.toLowerCase()).toMatch(/was was$/)
      if (texts.text === short || texts.pair === short) expect(said.toLowerCase()).toContain('it rains')
    }
    expect(() => encode({ text: long, pair: long }, 6)).toThrow(
      /template alone has \d+ tokens, and a row may have 6/,
    )
  },
)

test.each([
  [
    'bert',
    masked,
    '{text_a:no-punctuation} It was {mask}.',
    ['[CLS] it was <> . [SEP]', '[CLS] n / a it was <> . [SEP]', '[CLS] [MASK] it was <> . [SEP]'],
  ],
  ['gpt2', causal, '{text_a} {mask}', ['<|endoftext|> <>', 'N / A <>', '[ M A S K ] <>']],
] as const)('%s: the template without content', async (name, model, template, expected) => {
  const tokenizer = await tokenizerOf(name)
  const found = contentFreePrompts(parseTemplate(template), model, tokenizer, 64).map(({ ids, asks }) => {
    const tokens = [...ids].map((id) => tokenizer.tokenOf(id))
    for (const place of asks!) tokens[place] = model === masked ? '<>' : `${tokens[place]} <>`
    return tokens.join(' ')
  })
  expect(found.map((text) => text.toLowerCase())).toEqual(expected.map((text) => text.toLowerCase()))
})

// Every character up to U+FFFF against the tokenizers library for Python, by what it does to them.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { normalizer } from './normalize.ts'
import { preTokenizer } from './preTokenize.ts'

const file = join(import.meta.dirname, '../../../testing/golden/tokenizers/characters.json')
const python = JSON.parse(await readFile(file, 'utf8')) as { readonly [what: string]: [number, number][] }

const bert = (options: object): ((text: string) => string) =>
  normalizer({
    type: 'BertNormalizer',
    clean_text: false,
    handle_chinese_chars: false,
    strip_accents: false,
    lowercase: false,
    ...options,
  })
const cuts = (config: object, ...pieces: string[]): ((c: string) => boolean) => {
  const cut = preTokenizer(config)
  return (c) => {
    const found = cut([{ text: `a${c}b`, first: true }])
    const wanted = pieces.map((piece) => (piece === 'c' ? c : piece))
    return found.length === wanted.length && found.every(({ text }, i) => text === wanted[i])
  }
}
const clean = bert({ clean_text: true })
const chinese = bert({ handle_chinese_chars: true })
const stripped = bert({ strip_accents: true })
const part = (type: string): ((text: string) => string) => normalizer({ type })
const [accents, strip, nfkc, nfkd, lower] = ['StripAccents', 'Strip', 'NFKC', 'NFKD', 'Lowercase'].map(part)

const ours: { readonly [what: string]: (c: string) => boolean } = {
  cleanDrops: (c) => clean(`a${c}b`) === 'ab',
  cleanSpaces: (c) => clean(`a${c}b`) === 'a b',
  chinese: (c) => chinese(c) === ` ${c} `,
  bertStrips: (c) => stripped(c) === '',
  stripAccents: (c) => accents!(c) === '',
  strip: (c) => strip!(`${c}b`) === 'b',
  bertApart: cuts({ type: 'BertPreTokenizer' }, 'a', 'c', 'b'),
  bertRemoves: cuts({ type: 'BertPreTokenizer' }, 'a', 'b'),
  punctuation: cuts({ type: 'Punctuation' }, 'a', 'c', 'b'),
  digits: cuts({ type: 'Digits', individual_digits: true }, 'a', 'c', 'b'),
  whitespaceSplit: cuts({ type: 'WhitespaceSplit' }, 'a', 'b'),
  NFKC: (c) => nfkc!(c) !== c,
  NFKD: (c) => nfkd!(c) !== c,
  lowercase: (c) => lower!(c) !== c,
}

test('every class that Python lists is compared', () => {
  expect(Object.keys(ours).sort()).toEqual(Object.keys(python).sort())
})

test.each(Object.keys(ours))('%s', (what) => {
  const listed = new Set(
    python[what]!.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
  )
  const different = Array.from({ length: 0x10000 }, (_, c) => c).filter(
    (c) => (c < 0xd800 || c > 0xdfff) && ours[what]!(String.fromCharCode(c)) !== listed.has(c),
  )
  expect(different.map((c) => c.toString(16))).toEqual([])
})

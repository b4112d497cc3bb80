// Templates by T5: a tiny random one, so what it writes is nonsense, but nonsense of the right form and with the right score.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GapWriter } from '../../inference/gapWriter.ts'
import { parseTemplate } from '../../prompts/template.ts'
import { tokensOfWord } from '../../prompts/verbalizer.ts'
import { temporaryFolder } from '../../data/testing.ts'
import { writeTinyT5 } from '../../../testing/tinyT5.ts'
import { writeTinyBert } from '../../../testing/tinyBert.ts'
import {
  fillGaps,
  forms,
  gapTokens,
  longest,
  templateOf,
  withGaps,
  writtenTemplates,
} from './writtenTemplates.ts'

const cpu = { device: 'cpu', threads: 1 } as const
const folder = temporaryFolder()
const t5 = join(folder, 't5')

let writer: GapWriter
beforeAll(async () => {
  await writeTinyT5(t5)
  writer = await GapWriter.open(t5, cpu, () => {})
})
afterAll(() => writer.release())

const solved = (text: string, word: string, pair?: string) => ({
  texts: { text, ...(pair !== undefined && { pair }) },
  word: tokensOfWord(word, writer.tokenizer),
})
const rows = () => [
  solved('The harbour was quiet.', 'good'),
  solved('He counted the boats, and there was nothing to be seen.', 'bad'),
  solved('A film.', 'good'),
]

test('T5 reads the word with a gap on each side, before, after or between the texts', () => {
  const { tokenizer } = writer
  const gaps = gapTokens(tokenizer, t5)
  const read = (
    form: Parameters<typeof withGaps>[1],
    room = 64,
    row = solved('A boat. ', 'good', 'The END.'),
  ) =>
    withGaps(row, form, gaps, tokenizer, room)
      .map((id) => (gaps.includes(id) ? tokenizer.tokenOf(id) : tokenizer.tokenOf(id).replace('▁', ' ')))
      .join('')
  const [after, before] = forms.single
  expect(read(after)).toBe(' A boat.<extra_id_0> good<extra_id_1></s>')
  expect(read(before)).toBe('.<extra_id_0> good<extra_id_1> A boat.</s>')
  expect(read(forms.pairs[0])).toBe(' A boat<extra_id_0> good<extra_id_1> the END.</s>')
  // What stands next to the gaps is kept, and a gap of the text's own is none.
  const long = solved('one two three four five six seven <extra_id_1> eight nine.', 'good')
  expect(read(after, 64, long)).not.toMatch(/<extra_id_1>.*<extra_id_1>/)
  const cut = withGaps(long, after, gaps, tokenizer, 12)
  expect(cut).toHaveLength(12)
  expect(read(after, 12, long)).toMatch(/e\.<extra_id_0> good<extra_id_1><\/s>$/)
  expect(read(before, 12, long)).toMatch(/^\.<extra_id_0> good<extra_id_1> o/)
})

test('what T5 writes becomes a template that can be read again', () => {
  const { tokenizer } = writer
  const [after, before] = forms.single
  const it = [...tokenizer.bare('It was')]
  const stop = [tokenizer.idOf('.')!]
  expect(templateOf(after, [it, stop], tokenizer)).toBe('{text_a} It was {mask}.')
  expect(templateOf(before, [it, stop], tokenizer)).toBe('It was {mask}. {text_a}')
  expect(templateOf(after, [stop, it], tokenizer)).toBe('{text_a}. {mask} It was')
  expect(templateOf(forms.pairs[0], [[], []], tokenizer)).toBe(
    '{text_a:no-punctuation} {mask} {text_b:lower-first}',
  )
  const brace = [...tokenizer.bare('{x}')]
  const { parts } = parseTemplate(templateOf(after, [brace, []], tokenizer))
  expect(parts.map(({ kind }) => kind)).toEqual(['field', 'words', 'mask'])
})

test('the score is the mean over all rows of the log-probability of every token', async () => {
  const { tokenizer, model } = writer
  const gaps = gapTokens(tokenizer, t5)
  const texts = rows().map((row) => withGaps(row, forms.single[0], gaps, tokenizer, 64))
  const steps: number[] = []
  const found = await fillGaps(writer, await writer.read(texts), gaps, 4, (written) => steps.push(written))
  expect(found).toHaveLength(4)
  expect(steps).toEqual(steps.map((_, i) => i + 1))
  for (const { parts, score } of found) {
    const tokens = [model.start, gaps[0], ...parts[0]!, gaps[1], ...parts[1]!, gaps[2]]
    expect(tokens.length - 1).toBeLessThanOrEqual(longest)
    let sum = 0
    // Row by row, so that no row can lean on its neighbours.
    for (const text of texts) {
      const alone = await writer.read([text])
      for (let at = 2; at < tokens.length; at++) {
        const [next] = await writer.next(alone, [tokens.slice(0, at)])
        sum += next![tokens[at]!]!
      }
    }
    expect(sum / texts.length).toBeCloseTo(score, 3)
  }
  expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a))
}, 60_000)

test('a hundred beginnings in pieces are what each is alone', async () => {
  const gaps = gapTokens(writer.tokenizer, t5)
  const many = Array.from({ length: 100 }, (_, i) =>
    rows().map((row) => withGaps(row, forms.single[i % 2]!, gaps, writer.tokenizer, 64)),
  ).flat()
  const texts = await writer.read(many)
  expect(texts.length).toBeGreaterThan(1)
  const written = Array.from({ length: 100 }, (_, i) => [0, gaps[0], 5 + i, 300 - i, 7, 8, 9, 10, 11, 12])
  const all = await writer.next(texts, written)
  for (const k of [0, 41, 99]) {
    const [alone] = await writer.next(texts, [written[k]!])
    for (const id of [5, 99, gaps[1]]) expect(all[k]![id]).toBeCloseTo(alone![id]!, 4)
  }
}, 60_000)

test('templates of both forms come out, as many as are asked for', async () => {
  const source = await writtenTemplates(t5, cpu, () => {})
  const options = { beam: 4, maxLength: 64 }
  const found = await source.search(rows(), 4, { pairs: false, ...options })
  expect(found).toHaveLength(4)
  for (const { template } of found)
    expect(parseTemplate(template)).toMatchObject({ masks: 1, text: template })
  expect(found.filter(({ template }) => template.startsWith('{text_a}'))).toHaveLength(2)
  expect(found.filter(({ template }) => template.endsWith('{text_a}'))).toHaveLength(2)
  const pairs = rows().map(({ texts, word }) => ({ texts: { ...texts, pair: 'There was rain.' }, word }))
  const between = await source.search(pairs, 3, { pairs: true, ...options })
  expect(between).toHaveLength(3)
  for (const { template } of between)
    expect(template).toMatch(/^\{text_a:no-punctuation\}.*\{mask\}.*\{text_b:lower-first\}$/)
  await source.release()
}, 60_000)

test('a model that writes nothing, and a tokenizer without sentinels, are refused', async () => {
  const bert = join(folder, 'bert')
  await writeTinyBert(bert)
  await expect(writtenTemplates(bert, cpu, () => {})).rejects.toMatchObject({ code: 'method' })
  expect(() => gapTokens({ ...writer.tokenizer, idOf: () => undefined }, t5)).toThrow(/has no <extra_id_0>/)
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Example } from '../../shared/dataset.ts'
import { writeTinyBert } from '../../testing/tinyBert.ts'
import { pack } from './pack.ts'
import { tokenReport } from './report.ts'
import { tokenize, tokenLengths, tokenRow } from './table.ts'
import { loadTokenizer, type Tokenizer } from './tokenizer.ts'

let root: string
let tokenizer: Tokenizer

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lathe-table-'))
  await writeTinyBert(root)
  tokenizer = await loadTokenizer(root)
})
afterAll(() => rm(root, { recursive: true }))

const examples: Example[] = [
  { row: 1, text: 'good', label: 'positive' },
  { row: 2, text: 'the plot was dull', pair: 'bad \u4e2d' },
  { row: 5, text: 'a good story that made me think about life' },
]

async function* streamed(): AsyncGenerator<Example> {
  yield* examples
}

test('a table holds each row as the tokenizer gives it', async () => {
  const table = await tokenize(streamed(), tokenizer, 8)
  expect(table.count).toBe(3)
  expect([...table.rows]).toEqual([1, 2, 5])
  expect([...tokenLengths(table)]).toEqual([3, 8, 8])
  expect(table.truncated).toBe(2)
  expect(table.unknown).toBe(1)
  examples.forEach(({ text, pair }, i) => {
    const { ids, types } = tokenizer.encode(text, pair, 8)
    expect(tokenRow(table, i)).toEqual({ ids, types })
  })
})

test('a table of many rows keeps them apart while its arrays grow', async () => {
  const texts = ['good', 'bad movie', 'the plot was dull']
  const many = Array.from({ length: 5000 }, (_, i) => ({ row: i + 1, text: texts[i % 3]! }))
  const table = await tokenize(many, tokenizer, 16)
  expect(table.offsets.at(-1)).toBe(table.ids.length)
  expect([...tokenLengths(table).slice(-3)]).toEqual([6, 3, 4])
  expect(tokenRow(table, 4999).ids).toEqual(tokenizer.encode(texts[4999 % 3]!, undefined, 16).ids)
})

test('packing a row and taking it out of its padded slots gives the row back', async () => {
  const table = await tokenize(examples, tokenizer, 16)
  const packed = pack([2, 0, 1].map((i) => tokenRow(table, i)))
  const slots = Array.from(packed.pad, Number)
  for (let m = 0; m < packed.tokens; m++) expect(slots[Number(packed.unpad[m])]).toBe(m)
  expect(slots.filter((m) => m === packed.tokens)).toHaveLength(packed.rows * packed.longest - packed.tokens)
  slots.forEach((m, slot) => expect(packed.mask[slot] === 0).toBe(m < packed.tokens))
  const row = tokenRow(table, 0)
  const start = Number(packed.first[1])
  expect(Array.from(packed.ids.slice(start, start + 3), Number)).toEqual([...(row.ids as Int32Array)])
  expect(Array.from(packed.positions.slice(start, start + 3), Number)).toEqual([0, 1, 2])
})

test('the report counts lengths before the cut, and shares', async () => {
  const report = await tokenReport(streamed(), tokenizer, 'tiny', 8)
  const lengths = examples.map(({ text, pair }) => tokenizer.encode(text, pair, 64).ids.length)
  expect(lengths).toEqual([3, 9, 11])
  expect(report).toMatchObject({ model: 'tiny', maxLength: 8, median: 9, p95: 11, longest: 11 })
  expect(report.truncated).toBeCloseTo(2 / 3)
  expect(report.unknown).toBeCloseTo(1 / 23)
  expect(report.lengths.counts.reduce((sum, count) => sum + count)).toBe(3)
})

test('a report on no rows is all zeros', async () => {
  const report = await tokenReport([], tokenizer, 'tiny', 8)
  expect(report).toMatchObject({ median: 0, p95: 0, longest: 0, truncated: 0, unknown: 0 })
})

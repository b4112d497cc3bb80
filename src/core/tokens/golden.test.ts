// Small tokenizers of every kind against the tokenizers library for Python: 1,000 hard lines each (parity/README.md).
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { loadTokenizer } from './tokenizer.ts'

const golden = join(import.meta.dirname, '../../testing/golden/tokenizers')
const kinds = [
  'bert',
  'bertCased',
  'roberta',
  'gpt2',
  'modernbert',
  'smollm',
  'qwen',
  'llama3',
  'llama2',
  'xlmRoberta',
  'albert',
  'deberta',
  't5',
]
const pairLength = 24
const lines = JSON.parse(await readFile(join(golden, 'lines.json'), 'utf8')) as string[]

/** Where bytes stand for unknown characters, the JavaScript library's decoder may swallow it. */
const byteOrderMark = '\ufeff'

/** Rows of 16-bit numbers, each after its length. */
async function readRows(path: string): Promise<number[][]> {
  const bytes = gunzipSync(await readFile(path))
  const rows: number[][] = []
  const next = (at: number): number => bytes.readUInt16LE(2 * at)
  for (let at = 0; 2 * at < bytes.length; at += 1 + next(at))
    rows.push(Array.from({ length: next(at) }, (_, i) => next(at + 1 + i)))
  return rows
}

describe.each(kinds)('%s', async (kind) => {
  const folder = join(golden, kind)
  const tokenizer = await loadTokenizer(folder)

  test('ids of 1,000 hard lines are those of Python', async () => {
    const expected = await readRows(join(folder, 'ids.gz'))
    expect(expected.length).toBe(1000)
    const different = lines.flatMap((line, i) => {
      const ids = [...tokenizer.encode(line, undefined, Infinity).ids]
      return ids.join() === expected[i]!.join() ? [] : [{ line, ids, python: expected[i] }]
    })
    expect(different).toEqual([])
  })

  test('pairs, cut to a length, and their segments are those of Python', async () => {
    const expected = await readRows(join(folder, 'pairs.gz'))
    const pairs = expected.length / 2
    expect(pairs).toBe(200)
    for (let i = 0; i < pairs; i++) {
      const { ids, types } = tokenizer.encode(lines[i]!, lines[i + 1], pairLength)
      expect([...ids], `${lines[i]} with ${lines[i + 1]}`).toEqual(expected[2 * i])
      expect([...types]).toEqual(expected[2 * i + 1])
    }
  })

  test('ids back to text as in Python', async () => {
    const expected = await readRows(join(folder, 'ids.gz'))
    const texts = JSON.parse(gunzipSync(await readFile(join(folder, 'texts.json.gz'))).toString()) as string[]
    const different = expected.flatMap((ids, i) => {
      const [text, python] = [tokenizer.decode(ids), texts[i]!].map((t) =>
        kind === 'llama2' ? t.replaceAll(byteOrderMark, '') : t,
      )
      return text === python ? [] : [{ text, python }]
    })
    expect(different).toEqual([])
  })
})

test('T5’s sentinels, which mark gaps, are found as in Python', async () => {
  const folder = join(golden, 't5')
  const { encode, idOf, specialIds, decode } = await loadTokenizer(folder)
  const own = JSON.parse(await readFile(join(folder, 'own.json'), 'utf8')) as Record<string, number[]>
  for (const [line, ids] of Object.entries(own)) expect([...encode(line, undefined, 64).ids]).toEqual(ids)
  const [first, second] = [idOf('<extra_id_0>')!, idOf('<extra_id_1>')!]
  expect(second).toBe(first - 1)
  expect(specialIds.has(first)).toBe(true)
  expect(decode([first, second])).toBe('')
})

test('tokenizer_config.json has the last word on the space before the first word, as in transformers', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-space-'))
  await cp(join(golden, 'roberta'), folder, { recursive: true })
  const path = join(folder, 'tokenizer_config.json')
  const names = JSON.parse(await readFile(path, 'utf8'))
  await writeFile(path, JSON.stringify({ ...names, add_prefix_space: true }))
  const { encode } = await loadTokenizer(folder)
  await rm(folder, { recursive: true })
  // From RobertaTokenizer of transformers 5.23
  expect([...encode('the harbour', undefined, 64).ids]).toEqual([0, 278, 330, 326, 70, 629, 2])
})

// Every format, read from real files.
import { parquetWriteBuffer } from 'hyparquet-writer'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { LabError } from '../../shared/labError.ts'
import { put, readAll, temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
const values = async (name: string, content: string | Uint8Array, options = {}): Promise<string[][]> => {
  const { rows } = await readAll(await put(folder, name, content), options)
  return rows.map(({ cells, problem }) => (problem === null ? Object.values(cells) : [problem]))
}

describe('delimited files', () => {
  test('quotes hold delimiters, doubled quotes and line ends', async () => {
    const content = 'text,label\n"one, two",a\n"he said ""no""",b\n"first\nsecond\r\nthird",a\n'
    expect(await values('quotes.csv', content)).toEqual([
      ['one, two', 'a'],
      ['he said "no"', 'b'],
      ['first\nsecond\r\nthird', 'a'],
    ])
  })

  test('marks inside an unquoted field are text', async () => {
    expect(await values('inner.csv', 'text,label\nthe 5" screen,a\nsaid "no" again,b\n')).toEqual([
      ['the 5" screen', 'a'],
      ['said "no" again', 'b'],
    ])
  })

  test('unquoted TSV keeps its quotation marks, even around a whole field', async () => {
    const content =
      'text\tlabel\n" it \'s good . "\tpos\n"We agree," he said.\tpos\nplain\tneg\n" open\tneg\n'
    expect((await values('glue.tsv', content)).map(([text]) => text)).toEqual([
      '" it \'s good . "',
      '"We agree," he said.',
      'plain',
      '" open',
    ])
  })

  test('quoted TSV loses them', async () => {
    const content = 'text\tlabel\n"a\ttab"\tpos\n"say ""hi"""\tneg\nplain\tneg\n'
    expect(await values('quoted.tsv', content)).toEqual([
      ['a\ttab', 'pos'],
      ['say "hi"', 'neg'],
      ['plain', 'neg'],
    ])
  })

  test.each([
    ['semicolons', 'text;label\none, with commas, more;a\ntwo, again;b\nthree;a\n', ';'],
    ['pipes', 'text|label\none, with commas|a\ntwo; x|b\nthree|a\n', '|'],
    ['tabs', 'text\tlabel\none, with\ta\ntwo; x\tb\nthree\ta\n', '\t'],
  ])('%s are found behind any extension', async (_, content, delimiter) => {
    const { table, rows } = await readAll(await put(folder, 'any.csv', content))
    expect(table.options.delimiter).toBe(delimiter)
    expect(rows.map(({ cells }) => cells['label'])).toEqual(['a', 'b', 'a'])
  })

  test('a ragged row is a problem of that row alone; empty fields at its end are not', async () => {
    const content = 'text,label\none,a\ntwo\nthree,b,extra\n\nfour,b,,\nfive,a\n'
    const { rows } = await readAll(await put(folder, 'ragged.csv', content))
    expect(rows.map(({ row, problem }) => [row, problem])).toEqual([
      [1, null],
      [2, 'it has 1 field where the first row has 2'],
      [3, 'it has 3 fields where the first row has 2'],
      [4, 'the row is empty'],
      [5, null],
      [6, null],
    ])
  })

  test('CR LF, LF and a mixture end rows; so does a lone CR where there is nothing else', async () => {
    const expected = [
      ['one', 'a'],
      ['two', 'b'],
      ['three', 'a'],
    ]
    expect(await values('crlf.csv', 'text,label\r\none,a\r\ntwo,b\r\nthree,a')).toEqual(expected)
    expect(await values('mixed.csv', 'text,label\r\none,a\ntwo,b\r\nthree,a\n')).toEqual(expected)
    expect(await values('mac.csv', 'text,label\rone,a\rtwo,b\rthree,a\r')).toEqual(expected)
  })

  test('a quotation that never closes names the row it follows', async () => {
    const path = await put(folder, 'open.csv', 'text,label\none,a\n"two,b\nthree,a\n')
    const error = await readAll(path, { quote: '"', delimiter: ',' }).catch((thrown: LabError) => thrown)
    expect(error).toMatchObject({ code: 'row', details: { file: 'open.csv', row: 2 } })
  })

  test('columns without names or with the same name get their own', async () => {
    const { table } = await readAll(await put(folder, 'names.csv', 'text,label,,label\na,b,c,d\ne,f,g,h\n'))
    expect(table.columns.map(({ name }) => name)).toEqual(['text', 'label', 'column 3', 'label 2'])
  })

  test('a column may have any name', async () => {
    const { rows } = await readAll(await put(folder, 'proto.csv', '__proto__,label\none,a\ntwo,b\n'))
    expect(rows.map(({ cells }) => cells['__proto__'])).toEqual(['one', 'two'])
  })
})

describe('JSON', () => {
  const expected = [
    ['one', 'a'],
    ['two', 'b'],
  ]
  test('lines of objects; a broken line is a problem of that line', async () => {
    const content = '{"text":"one","label":"a"}\nnot json\n[1]\n\n{"text":"two","label":"b"}\n'
    expect(await values('rows.jsonl', content)).toEqual([
      ['one', 'a'],
      ['it is not valid JSON'],
      ['it is not a JSON object'],
      ['the row is empty'],
      ['two', 'b'],
    ])
  })

  test.each([
    ['at the top', '[{"text":"one","label":"a"},\n{"text":"two","label":"b"}]'],
    ['under a key', '{"version":"1","data":[{"text":"one","label":"a"},{"text":"two","label":"b"}]}'],
    ['deeper', '{"a":[1,2],"meta":{"rows":[{"text":"one","label":"a"},{"text":"two","label":"b"}]}}'],
  ])('an array of objects %s', async (_, content) => {
    expect(await values('rows.json', content)).toEqual(expected)
  })

  test('nested objects become dotted columns; numbers, booleans, null and arrays become text', async () => {
    const content = JSON.stringify([
      { review: { text: 'one', words: 3 }, ok: true, tags: ['x'], label: null },
      { review: { text: 'two', words: 2.5 }, ok: false, tags: [], label: 1 },
    ])
    const { rows } = await readAll(await put(folder, 'nested.json', content))
    expect(rows.map(({ cells }) => ({ ...cells }))).toEqual([
      { 'review.text': 'one', 'review.words': '3', ok: 'true', tags: '["x"]', label: '' },
      { 'review.text': 'two', 'review.words': '2.5', ok: 'false', tags: '[]', label: '1' },
    ])
  })

  test('U+2028 inside a string does not end a line', async () => {
    expect(await values('separator.jsonl', '{"text":"a\u2028b","label":"x"}\n')).toEqual([['a\u2028b', 'x']])
  })

  test('broken JSON and JSON without rows say so', async () => {
    await expect(values('broken.json', '[{"text":"one","label":"a"},{"text":')).rejects.toMatchObject({
      code: 'row',
    })
    await expect(values('config.json', '{"a":1,"b":[1,2]}')).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining('no array of objects'),
    })
  })
})

describe('Parquet', () => {
  const columnData = [
    { name: 'text', data: ['one', 'two', null], type: 'STRING' as const },
    { name: 'label', data: [0, 1, 0], type: 'INT32' as const },
    { name: 'big', data: [1n, 2n, 3n], type: 'INT64' as const },
  ]
  test.each(['SNAPPY', 'UNCOMPRESSED', 'GZIP'] as const)('%s', async (codec) => {
    const content = parquetWriteBuffer({
      columnData,
      codec,
      compressors: { GZIP: (input: Uint8Array) => gzipSync(input) },
      rowGroupSize: 2,
    })
    expect(await values(`rows.${codec}.parquet`, new Uint8Array(content))).toEqual([
      ['one', '0', '1'],
      ['two', '1', '2'],
      ['', '0', '3'],
    ])
  })

  test('a damaged file says so', async () => {
    const content = new Uint8Array(parquetWriteBuffer({ columnData })).slice(0, 60)
    await expect(values('cut.parquet', content)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining('cut.parquet cannot be read as Parquet'),
    })
  })
})

test('plain text: one example per line, whatever its commas', async () => {
  const content = 'A first line, with a comma.\nA second.\n\nA third, with, two.\n'
  const { table, rows } = await readAll(await put(folder, 'prose.txt', content))
  expect(table).toMatchObject({ task: 'unlabelled', roles: { text: 'text', pair: null, label: null } })
  expect(table.options.format).toBe('lines')
  expect(rows.map(({ row, cells, problem }) => [row, cells['text'] ?? problem])).toEqual([
    [1, 'A first line, with a comma.'],
    [2, 'A second.'],
    [3, 'the row is empty'],
    [4, 'A third, with, two.'],
  ])
})

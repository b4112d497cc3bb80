// Detection: encodings, headers, columns, tasks, wrong files, and the real datasets where they are at hand.
import iconv from 'iconv-lite'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { detectTable } from './detectTable.ts'
import { put, readAll, temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
const detect = async (name: string, content: string | Uint8Array, options = {}) =>
  detectTable(await put(folder, name, content), options)

describe('encodings', () => {
  const content = 'text,label\nGrüße aus Köln 🙂,gut\nça va “bien”,schön\nœuvre,gut\n'
  const encoded = (encoding: string, addBOM: boolean): Buffer => iconv.encode(content, encoding, { addBOM })
  test.each([
    ['utf-8', 'utf-8', false],
    ['utf-8', 'utf-8', true],
    ['utf-16le', 'utf-16le', true],
    ['utf-16be', 'utf-16be', true],
    ['utf-16le', 'utf-16le', false],
    ['utf-16be', 'utf-16be', false],
  ])('%s', async (expected, encoding, bom) => {
    const { table, rows } = await readAll(await put(folder, 'encoded.csv', encoded(encoding, bom)))
    expect(table.options.encoding).toBe(expected)
    expect(table.columns.map(({ name }) => name)).toEqual(['text', 'label'])
    expect(rows.map(({ cells }) => cells['text'])).toEqual(['Grüße aus Köln 🙂', 'ça va “bien”', 'œuvre'])
  })

  test('Latin-1 with the quotes of Windows, and a note that it is a guess', async () => {
    const western = iconv.encode(content.replace(' 🙂', ''), 'windows-1252')
    const { table, rows } = await readAll(await put(folder, 'latin.csv', western))
    expect(table.options.encoding).toBe('latin1')
    expect(table.notes.join()).toContain('Latin-1')
    expect(rows.map(({ cells }) => cells['text'])).toEqual(['Grüße aus Köln', 'ça va “bien”', 'œuvre'])
  })

  test('another script is named, so that nobody trains on wrong letters', async () => {
    const russian = iconv.encode('text,label\n' + 'Привет, как дела?;хорошо\n'.repeat(50), 'windows-1251')
    expect((await detect('russian.csv', russian)).notes.join()).toContain('windows-1251')
  })

  test('bytes that a chosen encoding does not have: the line is named', async () => {
    const path = await put(folder, 'bad.csv', Buffer.from('text,label\none,a\ntwo \xe9,b\n', 'latin1'))
    await expect(readAll(path, { encoding: 'utf-8' })).rejects.toMatchObject({
      code: 'encoding',
      details: { file: 'bad.csv', line: 3 },
    })
  })

  test('a character cut by the end of the sample is no error', async () => {
    const long = 'text,label\n' + 'ä'.repeat(600_000) + ',a\nshort,b\n'
    for (const shift of ['', 'x'])
      expect((await detect('long.csv', shift + long)).options.encoding).toBe('utf-8')
  })
})

describe('headers', () => {
  test.each([
    ['known names', 'sentence,label\nGood.,1\nBad.,0\n', true, ['sentence', 'label']],
    [
      'unknown names over a category',
      'foo,bar\nGood.,x\nBad.,y\nOkay.,x\nFine.,x\nMeh.,y\n',
      true,
      ['foo', 'bar'],
    ],
    ['a number in the first row', 'Good.,1\nBad.,0\nFine.,1\n', false, ['column 1', 'column 2']],
    ['a label that comes again', 'Good.,pos\nBad.,neg\nFine.,pos\n', false, ['column 1', 'column 2']],
  ])('%s', async (_, content, header, columns) => {
    const table = await detect('header.csv', content)
    expect(table.options.header).toBe(header)
    expect(table.columns.map(({ name }) => name)).toEqual(columns)
  })

  test('a person can switch it', async () => {
    const table = await detect('header.csv', 'text,label\none,a\ntwo,b\n', { header: false })
    expect(table.preview[0]).toEqual({ 'column 1': 'text', 'column 2': 'label' })
  })
})

describe('roles and tasks', () => {
  const rows = (header: string, ...lines: string[]): string =>
    [header, ...lines, ...lines, ...lines].join('\n') + '\n'
  test.each([
    ['sentence1,sentence2,label', ['A b.,C d.,yes', 'E f.,G h.,no'], ['sentence1', 'sentence2', 'label']],
    [
      'id,premise,hypothesis,gold_label',
      ['1,A b.,C d.,x', '2,E f.,G h.,y'],
      ['premise', 'hypothesis', 'gold_label'],
    ],
    [
      'qid1,qid2,question1,question2,is_duplicate',
      ['1,2,A?,B?,0', '3,4,C?,D?,1'],
      ['question1', 'question2', 'is_duplicate'],
    ],
    ['stars,review', ['5,Great stuff here.', '1,Bad stuff here.'], ['review', null, 'stars']],
    [
      'subject,body,category',
      ['Hi,Long mail text.,work', 'Yo,Other mail text.,home'],
      ['subject', 'body', 'category'],
    ],
    ['utterance,intent', ['play music,music', 'wake me,alarm'], ['utterance', null, 'intent']],
    ['text,label,label_text', ['one thing,0,neg', 'two things,1,pos'], ['text', null, 'label_text']],
    ['Text,Label', ['one thing,a', 'two things,b'], ['Text', null, 'Label']],
    [
      'what they wrote,verdict',
      ['a long piece of writing,ok', 'another long piece,bad'],
      ['what they wrote', null, 'verdict'],
    ],
  ])('%s', async (header, lines, [text, pair, label]) => {
    const table = await detect('roles.csv', rows(header, ...lines))
    expect(table.roles).toEqual({ text, pair, label })
    expect(table.task).toBe('classify')
  })

  test.each([
    ['floats', (i: number) => (i / 7).toFixed(2), 'regress'],
    ['many whole numbers with gaps', (i: number) => String(i * 37), 'regress'],
    ['ratings from 1 to 5', (i: number) => String(1 + (i % 5)), 'classify'],
    ['77 class numbers', (i: number) => String(i % 77), 'classify'],
    ['classes written as 0.0 and 1.0', (i: number) => `${i % 2}.0`, 'classify'],
    ['names', (i: number) => 'abc'[i % 3]!, 'classify'],
  ])('%s', async (_, label, task) => {
    const lines = Array.from({ length: 400 }, (__, i) => `message number ${i},${label(i)}`)
    expect((await detect('task.csv', `text,label\n${lines.join('\n')}\n`)).task).toBe(task)
  })

  test('no label column: unlabelled, and a note', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `${i},a message of number ${i}`)
    const table = await detect('unlabelled.csv', `id,text\n${lines.join('\n')}\n`)
    expect(table).toMatchObject({ task: 'unlabelled', roles: { text: 'text', label: null } })
    expect(table.notes.join()).toContain('No column looks like a label')
  })

  test.each([
    [
      'label first, tabs, .txt',
      'spam.txt',
      ['ham\tSee you at five, then.', 'spam\tYou won, call now!', 'ham\tOk.'],
      'column 2',
      'column 1',
    ],
    [
      'all fields quoted, class numbers',
      'news.csv',
      [
        '"3","Stocks fall","A long story, it was said."',
        '"1","Vote","Another long story here."',
        '"3","Oil","More of the long story."',
      ],
      'column 3',
      'column 1',
    ],
    [
      'a constant column last',
      'tweets.csv',
      ['0,a text of some words,none', '4,another text of words,none', '0,the third text of all,none'],
      'column 2',
      'column 1',
    ],
  ])('no header: %s', async (_, name, lines, text, label) => {
    const table = await detect(name, [...lines, ...lines, ...lines].join('\n'))
    expect(table).toMatchObject({ options: { header: false }, roles: { text, label }, task: 'classify' })
  })

  test('two columns that could be the label: a note names both', async () => {
    const table = await detect(
      'two.csv',
      rows('text,category,sentiment', 'one thing,a,good', 'two things,b,bad'),
    )
    expect(table.notes.join()).toMatch(/"sentiment" was taken.*"category"/)
  })
})

describe('wrong files', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  const workbook = Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.from('....xl/workbook.xml')])
  const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31 + (i >> 3)) % 256)
  test.each([
    ['empty.csv', '', 'is empty'],
    ['picture.csv', png, 'PNG picture'],
    ['book.xlsx', workbook, 'is an Excel workbook. Save it as CSV'],
    ['archive.zip', Buffer.from('504b030414000000', 'hex'), 'ZIP archive'],
    ['noise.csv', noise, 'is a binary file'],
    ['header.csv', 'text,label\n', 'has no rows'],
    ['blank.txt', '\n\n\n', 'has no'],
  ])('%s', async (name, content, message) => {
    await expect(detect(name, content)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining(message),
    })
  })

  test('a folder and a missing file', async () => {
    await mkdir(join(folder, 'sub.csv'))
    await expect(detectTable(join(folder, 'sub.csv'), {})).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining('is a folder'),
    })
    await expect(detectTable(join(folder, 'nowhere.csv'), {})).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining('is not there'),
    })
  })

  test('a stray NUL in a text is no binary file', async () => {
    const table = await detect('nul.csv', 'text,label\none\u0000 and more of it,a\ntwo and more of it,b\n')
    expect(table.preview[0]!['text']).toBe('one\u0000 and more of it')
  })
})

const datasets = resolve(import.meta.dirname, '../../../../shared/datasets')
test('every train.tsv of the shared datasets is understood', async ({ skip }) => {
  skip(!existsSync(datasets), 'needs the shared datasets')
  const names = readdirSync(datasets).filter((name) => existsSync(join(datasets, name, 'train.tsv')))
  expect(names.length).toBeGreaterThanOrEqual(20)
  const pairs = ['mnli', 'snli', 'rte', 'mrpc', 'qqp', 'stsb']
  for (const name of names) {
    const table = await detectTable(join(datasets, name, 'train.tsv'), {})
    expect([name, table.roles, table.task, table.options]).toEqual([
      name,
      pairs.includes(name)
        ? { text: 'text_a', pair: 'text_b', label: 'label' }
        : { text: 'text', pair: null, label: 'label' },
      name === 'stsb' ? 'regress' : 'classify',
      { format: 'tsv', encoding: 'utf-8', delimiter: '\t', quote: '', header: true },
    ])
  }
})

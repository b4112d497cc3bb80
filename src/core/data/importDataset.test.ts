// Whole imports into a real folder: what is kept, what is set aside, what is reported, what remains after a failure.
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { datasetManifest } from '../../shared/dataset.ts'
import { importDataset } from './importDataset.ts'
import { readExamples, readManifest, readTargets } from './readDataset.ts'
import { importTexts, put, temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
const datasets = join(folder, 'datasets')
beforeEach(() => rm(datasets, { recursive: true, force: true }))

const train = 'text,label\ngood one,pos\nbad one,neg\nfine one,pos\n'

test('writes a manifest and one line per example, as the shared types say', async () => {
  const manifest = await importTexts(folder, { train, dev: 'text,label\nnice,pos\n' }, { name: 'Reviews' })
  expect(datasetManifest.parse(manifest)).toEqual(manifest)
  expect(manifest).toMatchObject({ name: 'Reviews', task: 'classify', pairs: false, labels: ['neg', 'pos'] })
  expect(manifest.id).toBe(manifest.hash.slice(0, 12))
  const place = join(datasets, manifest.id)
  expect(await readManifest(place)).toEqual(manifest)
  expect((await readdir(place)).toSorted()).toEqual([
    'dev.index',
    'dev.jsonl',
    'manifest.json',
    'train.index',
    'train.jsonl',
  ])
  expect(await Array.fromAsync(readExamples(place, 'train'))).toEqual([
    { row: 1, text: 'good one', label: 'pos' },
    { row: 2, text: 'bad one', label: 'neg' },
    { row: 3, text: 'fine one', label: 'pos' },
  ])
  expect([...(await readTargets(place, 'train'))]).toEqual([1, 0, 1])
  expect(manifest.report.splits).toEqual({ train: 3, dev: 1 })
  expect(manifest.report.classes).toEqual([
    { label: 'neg', counts: { train: 1 } },
    { label: 'pos', counts: { train: 2, dev: 1 } },
  ])
})

test('the same content under another name and format is the same dataset; another task is not', async () => {
  const first = await importTexts(folder, { train }, { name: 'first' })
  const again = await importTexts(folder, { train: train.replaceAll(',', ';') }, { name: 'second' })
  expect(again).toEqual(first)
  const unlabelled = await importTexts(folder, { train }, { task: 'unlabelled' })
  expect(unlabelled.id).not.toBe(first.id)
  expect(unlabelled.labels).toEqual([])
  expect((await readdir(datasets)).toSorted()).toEqual([first.id, unlabelled.id].toSorted())
})

test('every row that cannot be used is named with its reason', async () => {
  const manifest = await importTexts(folder, {
    train: 'text,label\ngood,pos\n,pos\nbad,\nworse,neg\none,two,three\n\nnothing,NaN\n  ,neg\n',
    dev: 'text,label\nfine,pos\nodd,Pos\n',
  })
  expect(manifest.report).toMatchObject({
    rows: 10,
    kept: 3,
    setAside: 7,
    empty: { count: 3, rows: [2, 6, 8] },
  })
  expect(manifest.report.setAsideRows).toEqual([
    { file: 'train.csv', row: 2, reason: 'its text is empty' },
    { file: 'train.csv', row: 3, reason: 'its label is missing' },
    { file: 'train.csv', row: 5, reason: 'it has 3 fields where the first row has 2' },
    { file: 'train.csv', row: 6, reason: 'the row is empty' },
    { file: 'train.csv', row: 7, reason: 'its label is missing' },
    { file: 'train.csv', row: 8, reason: 'its text is empty' },
    { file: 'dev.csv', row: 2, reason: 'its label "Pos" does not occur in the training file' },
  ])
  expect(manifest.report.warnings.map(({ code }) => code)).toContain('setAside')
})

test('duplicates, conflicts and overlap are counted by text, whatever its case and spaces', async () => {
  const { report } = await importTexts(folder, {
    train: 'text,label\nGood thing,pos\ngood  THING,pos\ngood thing ,neg\nbad thing,neg\n',
    test: 'text,label\nbad thing,neg\nnew thing,pos\nnew thing,pos\n',
  })
  expect(report.duplicates).toEqual({ count: 3, rows: [2, 3, 3] })
  expect(report.conflicts).toEqual({ count: 1, rows: [3] })
  expect(report.overlap).toEqual({ count: 1, rows: [1] })
  expect(report.warnings.map(({ code }) => code)).toEqual([
    'overlap',
    'conflicts',
    'duplicates',
    'rareClasses',
    'fewRows',
  ])
})

test('pairs: the pair belongs to the text', async () => {
  const manifest = await importTexts(folder, {
    train: 'premise,hypothesis,label\nA.,B.,yes\nA.,C.,no\nA.,B.,yes\nD.,,no\n',
  })
  expect(manifest).toMatchObject({ pairs: true, report: { kept: 3, duplicates: { count: 1, rows: [3] } } })
  const [first] = await Array.fromAsync(readExamples(join(datasets, manifest.id), 'train'))
  expect(first).toEqual({ row: 1, text: 'A.', pair: 'B.', label: 'yes' })
})

test('regression: targets as numbers, their range, and what is no number', async () => {
  const manifest = await importTexts(
    folder,
    {
      train: 'text,score\na,0.5\nb,-1.25\nc,2e1\nd,high\ne,Infinity\nf,"1,5"\n',
    },
    { task: 'regress' },
  )
  expect(manifest).toMatchObject({ task: 'regress', labels: [] })
  expect(manifest.report.range).toEqual({ min: -1.25, max: 20, mean: 19.25 / 3 })
  expect(manifest.report.setAsideRows.map(({ reason }) => reason)).toEqual([
    'its score "high" is not a number',
    'its score "Infinity" is not a number',
    'its score "1,5" is not a number',
  ])
  expect([...(await readTargets(join(datasets, manifest.id), 'train'))]).toEqual([0.5, -1.25, 20])
})

test('labels keep their inner spaces and emoji; numbers are in numeric order', async () => {
  const names = await importTexts(folder, { train: 'text,label\na, very good \nb,🙂 so so\nc,very good\n' })
  expect(names.labels).toEqual(['very good', '🙂 so so'])
  const numbers = await importTexts(folder, {
    train: 'text,label\na b,10 stars\nc d,2 stars\ne f,1 star\na g,10 stars\nc h,2 stars\ne i,1 star\n',
  })
  expect(numbers.labels).toEqual(['1 star', '2 stars', '10 stars'])
})

test('roles of the training file serve the others; roles chosen by hand win', async () => {
  const wide = 'id,body,title,topic,mood\n1,a long body here,t1,x,good\n2,another long body,t2,y,bad\n'
  const manifest = await importTexts(
    folder,
    { train: wide, dev: wide.replaceAll('body here', 'text') },
    { roles: { text: 'title', pair: null, label: 'mood' } },
  )
  expect(manifest.labels).toEqual(['bad', 'good'])
  expect(manifest.files.map(({ roles }) => roles.text)).toEqual(['title', 'title'])
})

test('several files of one split are read one after the other', async () => {
  const one = await put(folder, 'one.csv', train)
  const two = await put(folder, 'two.tsv', 'text\tlabel\nmore\tneg\n')
  const manifest = await importDataset({
    name: 'two',
    folder: datasets,
    files: [
      { path: one, name: 'one.csv', split: 'train', options: {} },
      { path: two, name: 'two.tsv', split: 'train', options: {} },
    ],
  })
  expect(manifest.report.splits).toEqual({ train: 4 })
})

describe('what cannot be imported says why, and nothing remains', () => {
  const many = Array.from({ length: 1100 }, (_, i) => `text ${i},label ${i}\ntext ${i} b,label ${i}`).join(
    '\n',
  )
  test.each([
    ['one class', { train: 'text,label\na b,pos\nc d,pos\n' }, {}, 'label', 'at least two classes'],
    [
      'too many classes',
      { train: `text,label\n${many}\n` },
      { task: 'classify' as const },
      'label',
      'more than 1000',
    ],
    ['one value', { train: 'text,score\na b,1.5\nc d,1.5\n' }, {}, 'label', 'nothing to predict'],
    [
      'no row left',
      { train: 'text,score\na b,x\nc d,y\n' },
      { task: 'regress' as const },
      'dataset',
      'row 1',
    ],
    [
      'no label column',
      { train: 'text\none\ntwo\n' },
      { task: 'classify' as const },
      'column',
      'no label column',
    ],
    [
      'a wrong column',
      { train },
      { roles: { text: 'text', pair: null, label: 'lable' } },
      'column',
      'no column "lable"',
    ],
    [
      'one column twice',
      { train },
      { roles: { text: 'text', pair: null, label: 'text' } },
      'column',
      'different columns',
    ],
    [
      'an unknown label in every test row',
      { train, test: 'text,label\nx,-1\ny,-1\n' },
      {},
      'dataset',
      '"-1" does not occur',
    ],
  ])('%s', async (_, files, more, code, message) => {
    await expect(importTexts(folder, files, more)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    })
    expect(await readdir(datasets).catch(() => [])).toEqual([])
  })

  test('cancelling, half-way', async () => {
    const controller = new AbortController()
    const lines = Array.from({ length: 20_000 }, (_, i) => `text number ${i},${i % 2 ? 'a' : 'b'}`).join('\n')
    const shares: number[] = []
    const onProgress = ({ share }: { share: number }): void => {
      shares.push(share)
      if (shares.length === 2) controller.abort()
    }
    const importing = importTexts(
      folder,
      { train: `text,label\n${lines}\n` },
      { onProgress, signal: controller.signal },
    )
    await expect(importing).rejects.toMatchObject({
      code: 'dataset',
      message: expect.stringContaining('cancelled'),
    })
    expect(shares).toHaveLength(2)
    expect(await readdir(datasets)).toEqual([])
  })

  test('a folder that cannot be written', async () => {
    const file = await put(folder, 'a-file', 'not a folder')
    await expect(importTexts(folder, { train }, { folder: file })).rejects.toMatchObject({ code: 'disk' })
    expect(await readFile(file, 'utf8')).toBe('not a folder')
  })
})

test('empty lines of plain text part paragraphs: the lines keep their numbers, and nothing was set aside', async () => {
  const text = 'Call me.\n\nNever mind how long.\n \n\nSome years ago.\n'
  const { id, task, report } = await importTexts(folder, { train: text }, { options: { format: 'lines' } })
  expect(task).toBe('unlabelled')
  expect(report).toMatchObject({ rows: 3, kept: 3, setAside: 0 })
  const rows = await Array.fromAsync(readExamples(join(datasets, id), 'train'))
  expect(rows.map(({ row }) => row)).toEqual([1, 3, 6])
})

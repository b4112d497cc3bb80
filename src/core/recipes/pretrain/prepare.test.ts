import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { corpusTokens, readCorpus } from './corpus.ts'
import { preparePretraining, type PreparationStage } from './prepare.ts'
import { special } from './vocabulary.ts'

let root: string
let files: string[]
const options = { vocabularySize: 600, hidden: 8, seed: 3, copies: {} }

const documents = Array.from(
  { length: 300 },
  (_, i) => `Story ${i}: the cat sat.\nThe dog ran after cat ${i % 7}!`,
)

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lathe-prepare-'))
  files = [join(root, 'a.txt'), join(root, 'b.txt.gz')]
  await writeFile(files[0]!, documents.slice(0, 100).join('\n\n') + '\n')
  await writeFile(files[1]!, gzipSync('\ufeff' + documents.slice(100).join('\r\n \r\n\r\n')))
})
afterAll(() => rm(root, { recursive: true }))

test('blank lines and ends of files separate documents, plain and packed', async () => {
  const corpus = await readCorpus(files)
  expect(corpus.starts.length - 1).toBe(300)
  expect(corpus.starts.at(-1)).toBe(corpus.text.length)
  expect(corpus.counts.reduce((sum, count) => sum + count)).toBe(corpus.text.length)
  const words = (document: number) =>
    Array.from(
      corpus.text.slice(corpus.starts[document], corpus.starts[document + 1]),
      (word) => corpus.words[word],
    ).join(' ')
  expect(words(0)).toBe('story 0 : the cat sat . the dog ran after cat 0 !')
  expect(words(299)).toBe('story 299 : the cat sat . the dog ran after cat 5 !')
})

test('every document is in the training or the held-out tokens once, in an order that the seed decides', async () => {
  const corpus = await readCorpus(files)
  const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...corpus.words]
  const split = (tokens: Int32Array): string[] =>
    Array.from(tokens, (id) => vocabulary[id])
      .join(' ')
      .split(' [SEP]')
      .slice(0, -1)
      .map((text) => text.trim())
  const { train, heldOut } = corpusTokens(corpus, vocabulary, 1, { heldOutShare: 0.1 })
  const [trained, held] = [split(train), split(heldOut)]
  expect([trained.length, held.length]).toEqual([270, 30])
  expect(new Set([...trained, ...held]).size).toBe(300)
  expect(train.at(-1)).toBe(special.sep)
  expect(corpusTokens(corpus, vocabulary, 1, { heldOutShare: 0.1 }).train).toEqual(train)
  expect(split(corpusTokens(corpus, vocabulary, 2, { heldOutShare: 0.1 }).train)).not.toEqual(trained)
})

test('a file may count several times in training, never in the held-out text', async () => {
  const corpus = await readCorpus(files)
  const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...corpus.words]
  const once = corpusTokens(corpus, vocabulary, 1, { heldOutShare: 0.1 })
  const { train, heldOut } = corpusTokens(corpus, vocabulary, 1, { heldOutShare: 0.1, copies: [3, 1] })
  expect(heldOut).toEqual(once.heldOut)
  const documentsOf = (tokens: Int32Array): number => tokens.filter((id) => id === special.sep).length
  const fromFirst = Array.from(corpus.sources).filter((source) => source === 0).length
  expect(fromFirst).toBe(100)
  const held = documentsOf(heldOut)
  expect(documentsOf(once.train)).toBe(300 - held)
  expect(documentsOf(train)).toBeGreaterThan(300 - held + 2 * (fromFirst - held) - 1)
  expect(documentsOf(train)).toBeLessThan(300 - held + 2 * fromFirst + 1)
})

test('a second preparation reads what the first wrote; damage or other options make it anew', async () => {
  const folder = join(root, 'prepared')
  const first = await preparePretraining(files, folder, options)
  const made = (await stat(join(folder, 'prepared.json'))).mtimeMs
  const stages: PreparationStage[] = []
  const again = await preparePretraining(files, folder, options, (stage) => stages.push(stage))
  expect(again).toEqual(first)
  expect(stages).toEqual([])
  expect((await stat(join(folder, 'prepared.json'))).mtimeMs).toBe(made)

  const bytes = await readFile(join(folder, 'train.bin'))
  bytes[5]! ^= 1
  await writeFile(join(folder, 'train.bin'), bytes)
  expect(await preparePretraining(files, folder, options, (stage) => stages.push(stage))).toEqual(first)
  expect(new Set(stages)).toEqual(new Set(['reading', 'vocabulary', 'tokens', 'embeddings']))

  const other = await preparePretraining(files, folder, { ...options, hidden: 4 })
  expect(other.embeddings).toHaveLength(first.vocabulary.length * 4)
})

test('missing, damaged and empty files are errors that name them', async () => {
  const folder = join(root, 'none')
  const bad = join(root, 'bad.txt.gz')
  await writeFile(bad, 'not packed')
  const empty = join(root, 'empty.txt')
  await writeFile(empty, ' \n\n')
  await expect(preparePretraining([join(root, 'gone.txt')], folder, options)).rejects.toMatchObject({
    code: 'file',
    message: expect.stringContaining('gone.txt'),
  })
  await expect(preparePretraining([bad], folder, options)).rejects.toMatchObject({
    code: 'file',
    message: expect.stringContaining('bad.txt.gz'),
  })
  await expect(preparePretraining([empty], folder, options)).rejects.toMatchObject({ code: 'file' })
})

test('text without a second document to score on is refused', async () => {
  const one = join(root, 'one.txt')
  await writeFile(one, 'the cat sat . the dog ran after the cat !\n'.repeat(50))
  const options = { vocabularySize: 1000, hidden: 8, seed: 1, copies: {} }
  await expect(preparePretraining([one], join(root, 'one'), options)).rejects.toMatchObject({
    code: 'file',
    message: expect.stringContaining('one document'),
  })
})

// Scoring runs on datasets that they did not learn from, with the double as the worker.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunInfo } from '../../shared/runInfo.ts'
import { openTestLab, sampleSpec, temporaryFolder } from '../../testing/host/samples.ts'
import type { Lab } from './lab.ts'

const folder = temporaryFolder()
let lab: Lab
let films: string
let shops: string

async function importCsv(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name)
  writeFileSync(path, [...lines, ''].join('\n'))
  const files = [{ file: { ref: path, name }, split: 'train' as const, options: {} }]
  return (await lab.handlers['datasets.import']({ name, files })).id
}

/** Waits until a run has ended that `begin` sets off. */
function ended(begin: () => unknown): Promise<RunInfo> {
  return new Promise((resolve) => {
    const stop = lab.listen((event, payload) => {
      if (event !== 'runs.changed' || (payload as RunInfo).state !== 'done') return
      stop()
      resolve(payload as RunInfo)
    })
    void begin()
  })
}

beforeAll(async () => {
  lab = await openTestLab(folder)
  films = await importCsv('films.csv', [
    'text,label',
    'fine,good',
    'dull,bad',
    'truly fine,good',
    'truly dull,bad',
  ])
  shops = await importCsv('shops.csv', ['text,label', 'quick,1', 'slow,0', 'open,2', 'kind,1', 'closed,2'])
  await ended(() => lab.handlers['runs.start']({ spec: sampleSpec({ dataset: films }) }))
})
afterAll(() => lab.close())

const evaluate = (mapping?: Record<string, string | null>, dataset = shops) =>
  lab.handlers['runs.evaluate']({ id: 'r1', dataset, mapping })

test('what labels mean is offered, and kept with the scores', async () => {
  expect(await evaluate()).toMatchObject({
    dataset: shops,
    datasetName: 'shops.csv',
    split: 'train',
    mapping: { 0: 'bad', 1: null, 2: 'good' },
    leftOut: [{ label: '1', rows: 2 }],
    scores: { examples: 3, accuracy: 0.75 },
  })
})

test('a mapping of one’s own takes the place of the one before, and rows without a meaning stay out', async () => {
  await evaluate({ 0: 'bad', 1: 'good' })
  expect(lab.handlers['runs.get']({ id: 'r1' })).toMatchObject({
    outOfDomain: [
      {
        mapping: { 0: 'bad', 1: 'good', 2: null },
        leftOut: [{ label: '2', rows: 2 }],
        scores: { examples: 3 },
      },
    ],
  })
})

test.each([
  [{ 0: 'terrible' }, 'label', 'Run 1 has no label "terrible". It knows "bad", "good".'],
  [
    { 0: null },
    'label',
    'None of the labels of "shops.csv" ("0", "1", "2") stands for one that run 1 knows ("bad", "good"). Say which means which, or choose another dataset.',
  ],
])('the mapping %j is refused', async (mapping, code, message) => {
  await expect(evaluate(mapping)).rejects.toMatchObject({ code, message })
})

test('datasets that tell nothing are refused', async () => {
  await expect(evaluate(undefined, films)).rejects.toThrow(/^Run 1 learned from "films.csv" itself/)
  const prices = await importCsv('prices.csv', ['text,price', 'quick,1.5', 'slow,2.25', 'odd,3.75'])
  await expect(evaluate(undefined, prices)).rejects.toThrow(
    /^Run 1 gives other answers than the labels of "prices.csv"/,
  )
  const pairs = await importCsv('pairs.csv', ['premise,hypothesis,label', 'a,b,good', 'c,d,bad'])
  await expect(evaluate(undefined, pairs)).rejects.toThrow(
    /^Run 1 reads single texts, "pairs.csv" holds pairs/,
  )
  await expect(lab.handlers['runs.evaluate']({ id: 'r1', dataset: shops, split: 'test' })).rejects.toThrow(
    '"shops.csv" has no test rows. Choose another dataset.',
  )
})

test('a run that goes on loses what its former weights scored', async () => {
  await ended(() => lab.handlers['runs.continue']({ id: 'r1', moreEpochs: 1 }))
  expect(lab.handlers['runs.get']({ id: 'r1' })).toMatchObject({ outOfDomain: [] })
})

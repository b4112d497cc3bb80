// Splits: disjoint, stratified, the same for the same seed, and few-shot.
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { splitOptions } from '../../shared/run.ts'
import { readTargets, type RowSelection } from './readDataset.ts'
import { splitRows } from './splitRows.ts'
import { importTexts, temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
const options = (given: Partial<typeof splitOptions._zod.output>) => splitOptions.parse(given)
const place = ({ id }: { id: string }): string => join(folder, 'datasets', id)

/** 700 rows: 500 of a, 150 of b, 50 of c. */
const rows = Array.from(
  { length: 700 },
  (_, i) => `${i} words,${i % 14 === 0 ? 'c' : i % 14 < 4 ? 'b' : 'a'}`,
)
const table = (lines: readonly string[]): string => `text,label\n${lines.join('\n')}\n`
let only: string
let given: string
beforeAll(async () => {
  only = place(await importTexts(folder, { train: table(rows) }))
  given = place(
    await importTexts(folder, {
      train: table(rows),
      dev: table(rows.slice(0, 42)),
      test: table(rows.slice(50, 60)),
    }),
  )
})

async function countsOf(dataset: string, { source, indices }: RowSelection): Promise<number[]> {
  const targets = await readTargets(dataset, source)
  const counts = [0, 0, 0]
  for (const line of indices) counts[targets[line]!]!++
  return counts
}

describe('shares', () => {
  test('dev and test are disjoint, ascending, and have each class in proportion', async () => {
    const { train, dev, test: held, labels } = await splitRows(only, options({ dev: 0.1, test: 0.2 }))
    expect(labels).toEqual(['a', 'b', 'c'])
    expect([train, dev, held].map(({ source }) => source)).toEqual(['train', 'train', 'train'])
    expect(await countsOf(only, dev)).toEqual([50, 15, 5])
    expect(await countsOf(only, held)).toEqual([100, 30, 10])
    expect(await countsOf(only, train)).toEqual([350, 105, 35])
    const all = [...train.indices, ...dev.indices, ...held.indices]
    expect(all.toSorted((a, b) => a - b)).toEqual(rows.map((_, row) => row))
    expect([...dev.indices]).toEqual([...dev.indices].toSorted((a, b) => a - b))
  })

  test('fractions of rows are dealt out so that the total is right', async () => {
    const { dev } = await splitRows(only, options({ dev: 0.033 }))
    expect(dev.indices).toHaveLength(23)
  })

  test('the seed decides', async () => {
    const first = await splitRows(only, options({ seed: 1 }))
    expect(await splitRows(only, options({ seed: 1 }))).toEqual(first)
    expect((await splitRows(only, options({ seed: 2 }))).dev.indices).not.toEqual(first.dev.indices)
  })

  test('given files win', async () => {
    const { train, dev, test: held } = await splitRows(given, options({ dev: 0.5, test: 0.4 }))
    expect([train.indices.length, dev.indices.length, held.indices.length]).toEqual([700, 42, 10])
    expect([train.source, dev.source, held.source]).toEqual(['train', 'dev', 'test'])
  })

  test('a class never loses its last training row', async () => {
    const tiny = place(await importTexts(folder, { train: table(['x y,a', 'y z,a', 'z x,b']) }))
    const { train, dev } = await splitRows(tiny, options({ dev: 0.9 }))
    expect(await countsOf(tiny, train)).toEqual([1, 1, 0])
    expect(await countsOf(tiny, dev)).toEqual([1, 0, 0])
  })

  test('shares that leave nothing are refused', async () => {
    await expect(splitRows(only, options({ dev: 0.6, test: 0.4 }))).rejects.toMatchObject({ code: 'option' })
  })
})

describe('shots', () => {
  test('K of each class to train and K more to validate', async () => {
    const { train, dev, test: held } = await splitRows(only, options({ shots: 16 }))
    expect(await countsOf(only, train)).toEqual([16, 16, 16])
    expect(await countsOf(only, dev)).toEqual([16, 16, 16])
    expect(new Set([...train.indices, ...dev.indices]).size).toBe(96)
    expect(held.indices).toHaveLength(0)
  })

  test('a test share comes from the rows that are left', async () => {
    const { train, dev, test: held } = await splitRows(only, options({ shots: 10, test: 0.5 }))
    expect(await countsOf(only, held)).toEqual([240, 65, 15])
    expect(new Set([...train.indices, ...dev.indices, ...held.indices]).size).toBe(60 + 320)
  })

  test('with a dev file, dev is K of each class of that file, and test the whole test file', async () => {
    const { train, dev, test: held } = await splitRows(given, options({ shots: 8 }))
    expect(await countsOf(given, train)).toEqual([8, 8, 8])
    expect(dev.source).toBe('dev')
    expect(await countsOf(given, dev)).toEqual([8, 8, 3])
    expect(held).toEqual({ source: 'test', indices: Int32Array.from({ length: 10 }, (_, row) => row) })
  })

  test('a class with too few rows is named', async () => {
    await expect(splitRows(only, options({ shots: 26 }))).rejects.toMatchObject({
      code: 'label',
      message: expect.stringContaining('"c" has 50 training rows, but 26 shots need 52'),
    })
    await expect(splitRows(given, options({ shots: 50 }))).resolves.toMatchObject({
      train: { source: 'train' },
    })
  })
})

test('regression: plain random shares, and shots from both halves of the range', async () => {
  const numbers = Array.from({ length: 200 }, (_, i) => `row ${i},${(i / 40).toFixed(3)}`)
  const dataset = place(await importTexts(folder, { train: `text,score\n${numbers.join('\n')}\n` }))
  const shared = await splitRows(dataset, options({ dev: 0.25 }))
  expect([shared.train.indices.length, shared.dev.indices.length, shared.labels]).toEqual([150, 50, []])
  const { train } = await splitRows(dataset, options({ shots: 16 }))
  const upper = [...train.indices].filter((line) => line >= 100)
  expect([train.indices.length, upper.length]).toEqual([32, 16])
})

test('a dataset without training rows says so', async () => {
  const dataset = place(await importTexts(folder, { test: table(rows.slice(0, 30)) }))
  await expect(splitRows(dataset, options({}))).rejects.toMatchObject({ code: 'dataset' })
})

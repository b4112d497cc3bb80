// TF-IDF with logistic regression as a run and as a row of a ladder, through the command line and real processes.
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { LadderDetails } from '../../shared/ladder.ts'
import { prepareHome, temporaryFolder } from '../../testing/host/samples.ts'
import { reviews } from '../../testing/runPlace.ts'

const entry = join(import.meta.dirname, '../cli.ts')
const home = temporaryFolder()
const [data, elsewhere] = ['reviews.csv', 'shops.csv'].map((name) => join(home, name)) as [string, string]

beforeAll(async () => {
  await prepareHome(home)
  writeFileSync(data, reviews(160))
  writeFileSync(elsewhere, reviews(60, 9))
})

function lathe(...words: string[]): { status: number | null; json: unknown; said: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [entry, ...words, '--home', home, '--json'],
    { encoding: 'utf8' },
  )
  return { status, said: stderr + stdout, json: stdout.startsWith('{') ? JSON.parse(stdout) : undefined }
}

test('a run trains, answers, is scored elsewhere, and has nothing to export', () => {
  const trained = lathe('train', '--data', data, '--objective', 'tfidf')
  expect(trained.json).toMatchObject({ status: 'done', metrics: { dev: { examples: 16 } } })
  const { runId } = trained.json as { runId: string }
  expect(lathe('predict', '--run', runId, 'a superb day', 'what a waste').json).toMatchObject({
    passes: 0,
    predictions: [{ answers: [{ predicted: 'good' }] }, { answers: [{ predicted: 'bad' }] }],
  })
  const scored = lathe('evaluate', '--run', runId, '--data', elsewhere)
  expect(scored.status, scored.said).toBe(0)
  const exported = lathe('export', '--run', runId, '--format', 'merged', '--out', join(home, 'out'))
  expect(exported.status).not.toBe(0)
  expect(exported.said).toContain('words alone')
  expect(existsSync(join(home, 'out'))).toBe(false)
}, 120_000)

test('it is a row of a ladder, there and elsewhere, beside what always the same answer scores', () => {
  const found = lathe(
    ...['ladder', '--data', data, '--test-data', elsewhere, '--model', 'tiny'],
    ...['--methods', 'tfidf,head', '--shots', '8,all', '--seeds', '2', '--minimum-steps', '3'],
  )
  expect(found.status, found.said).toBe(0)
  const ladder = found.json as LadderDetails & {
    majorityScores: { title: string; score: { mean: number } }[]
  }
  expect(ladder).toMatchObject({ state: 'done', counts: { done: 8 } })
  expect(ladder.spec.methods[0]).toMatchObject({
    name: 'TF-IDF + logistic regression',
    objective: { id: 'tfidf', options: { c: 1 } },
    tuning: { id: 'none' },
  })
  const words = ladder.runs.filter(({ method }) => method === 0)
  for (const { result, outOfDomain } of words) {
    expect(result!.speed!.millisecondsPerText).toBeGreaterThan(0)
    expect(result!.keptBytes).toBeGreaterThan(result!.trainableParameters * 4)
    expect(outOfDomain[0]!.scores.accuracy).toBeGreaterThan(0.5)
  }
  expect(ladder.majorityScores.map(({ title }) => title)).toEqual([
    'Always the same class',
    'Always the same class',
  ])
  expect(ladder.majorityScores.map(({ score }) => score.mean)).toEqual([0.5, 0.5])
}, 240_000)

test('numbers are none of its business', () => {
  const numbers = join(home, 'numbers.csv')
  writeFileSync(
    numbers,
    ['text,score', ...Array.from({ length: 40 }, (_, i) => `word${i},${i / 7}`)].join('\n'),
  )
  const refused = lathe('ladder', '--data', numbers, '--methods', 'tfidf', '--model', 'tiny', '--seeds', '1')
  expect(refused.status).not.toBe(0)
  expect(refused.said).toMatch(/"tfidf" does not fit the dataset/)
}, 60_000)

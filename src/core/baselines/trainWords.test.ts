// Whole runs on words alone: they learn, are planned, answer again from disk, and stop where they are asked to.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunPlace } from '../../shared/jobs.ts'
import type { Point, Prediction } from '../../shared/run.ts'
import { readFile } from 'node:fs/promises'
import { makePlace, reviews } from '../../testing/runPlace.ts'
import type { TrainingIo } from '../training/reporter.ts'
import { planWords, probeWords, trainWords } from './trainWords.ts'
import { openPredictor, WordRuns } from './wordPredictor.ts'

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-words-'))
})
afterAll(() => rm(folder, { recursive: true }))

const place = async (csv = reviews(200), options = {}): Promise<RunPlace> => ({
  ...(await makePlace(join(folder, String(count++)), {
    csv,
    spec: {
      objective: { id: 'tfidf', options },
      tuning: { id: 'none' },
      split: { dev: 0.2, test: 0.2 },
    },
  })),
  modelFolder: '',
})

const io = (stop = false): TrainingIo & { readonly points: Point[] } => {
  const points: Point[] = []
  return {
    points,
    progress: (_, more) => points.push(...more),
    note: () => {},
    stopRequested: () => stop,
  }
}

test('it learns which words tell, and says the same from disk', async () => {
  const of = await place()
  expect(of.spec.model).toBe('')
  const plan = await planWords(of)
  expect(plan.rows).toEqual({ train: 120, dev: 40, test: 40 })
  const heard = io()
  const { state, result, note } = await trainWords(of, heard)
  expect(state).toBe('done')
  expect(note).toMatch(/^\d+ words\. At the minimum after \d+ iterations\.$/)
  expect(result.trainableParameters).toBe(plan.trainableParameters)
  expect(result.scores.test!.accuracy).toBeGreaterThan(0.9)
  expect(heard.points.map(({ series }) => series)).toContain('dev/accuracy')

  const texts = [
    { row: 1, text: 'a wonderful film' },
    { row: 2, text: 'an awful, boring story' },
    { row: 3, text: '' },
  ]
  const predictor = await openPredictor(of, () => {})
  const answers = await predictor.predict(texts)
  expect(answers.map(({ predicted }) => predicted).slice(0, 2)).toEqual(['good', 'bad'])
  expect(await new WordRuns().predict([of.runFolder, of.runFolder], texts)).toEqual({
    predictions: [answers, answers],
    passes: 0,
  })

  const lines = (await readFile(join(of.runFolder, 'predictions.test.jsonl'), 'utf8')).trim().split('\n')
  const rows = lines.map((line) => JSON.parse(line) as Prediction)
  const again = await predictor.predict(rows.map(({ row, text }) => ({ row, text })))
  expect(again.map(({ predicted }) => predicted)).toEqual(rows.map(({ predicted }) => predicted))
  const scores = await predictor.evaluate(rows, join(of.runFolder, 'predictions.again.jsonl'))
  expect(scores.accuracy).toBe(result.scores.test!.accuracy)
  expect(scores.loss).toBeCloseTo(result.scores.test!.loss, 5)
})

test('a stronger penalty is less sure, and a probe is the run itself', async () => {
  const csv = reviews(120, 7)
  const [weak, strong] = [await place(csv), await place(csv, { c: 0.01 })]
  const confidence = async (of: RunPlace): Promise<number> => {
    await trainWords(of, io())
    const [answer] = await (await openPredictor(of, () => {})).predict([{ row: 1, text: 'wonderful' }])
    return Math.max(...answer!.probabilities.map(({ probability }) => probability))
  }
  expect(await confidence(strong)).toBeLessThan(await confidence(weak))
  const { diskBytes } = await probeWords(weak)
  expect(diskBytes).toBe((await planWords(weak)).trainableParameters * 4)
})

test('who stops it keeps a run that answers', async () => {
  const of = await place()
  const { state, note } = await trainWords(of, io(true))
  expect([state, note]).toEqual(['stopped', expect.stringMatching(/Stopped after 0 iterations\.$/)])
  const [answer] = await (await openPredictor(of, () => {})).predict([{ row: 1, text: 'good' }])
  expect(answer!.probabilities.map(({ probability }) => probability)).toEqual([0.5, 0.5])
})

test('rows without a word are refused', async () => {
  const of = await place(
    ['text,label', ...Array.from({ length: 20 }, (_, i) => `${i % 10},${i % 2 ? 'a' : 'b'}`)].join('\n'),
  )
  await expect(trainWords(of, io())).rejects.toMatchObject({
    code: 'dataset',
    message: expect.stringContaining('no word of two letters'),
  })
})

test('there is no model to tune', async () => {
  const spec = { objective: { id: 'tfidf' }, tuning: { id: 'lora' } }
  await expect(makePlace(join(folder, 'tuned'), { spec })).rejects.toMatchObject({
    code: 'method',
    message: expect.stringContaining('Its tuning and its exit are "none"'),
  })
})

// Whole trainings in this process: that they learn, and what they do at the edges.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunPlace } from '../../shared/jobs.ts'
import type { Point, Prediction, Progress, TrainingOptions } from '../../shared/run.ts'
import { makePlace, reviews, type PlaceOptions } from '../../testing/runPlace.ts'
import { openSafetensors } from '../files/safetensors.ts'
import { Predictor } from '../inference/predictor.ts'
import { readRunFile } from './method.ts'
import { train, type Trained } from './train.ts'

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-train-'))
})
afterAll(() => rm(folder, { recursive: true }))

const place = (options: PlaceOptions = {}): Promise<RunPlace> =>
  makePlace(join(folder, String(count++)), options)

interface Seen extends Trained {
  readonly points: readonly Point[]
  readonly progress: readonly Progress[]
  readonly notes: readonly string[]
}

async function run(of: RunPlace): Promise<Seen> {
  const points: Point[] = []
  const progress: Progress[] = []
  const notes: string[] = []
  const trained = await train(
    of,
    {
      progress: (at, some) => {
        progress.push(at)
        points.push(...some)
      },
      note: (text) => notes.push(text),
      stopRequested: () => false,
    },
    false,
  )
  return { ...trained, points, progress, notes }
}

const values = (points: readonly Point[], series: string): number[] =>
  points.filter((p) => p.series === series).map((p) => p.value)

const predictions = async (of: RunPlace, split: string): Promise<Prediction[]> =>
  (await readFile(join(of.runFolder, `predictions.${split}.jsonl`), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Prediction)

const full = { id: 'full', options: {} }
const training: Partial<TrainingOptions> = { batch: 8, learningRate: 3e-3 }

test('the sample dataset: six classes are learned far above chance', async () => {
  const csv = await readFile(
    join(import.meta.dirname, '../../../resources/sample/support-messages.csv'),
    'utf8',
  )
  const of = await place({
    csv,
    bert: { layers: 1 },
    spec: {
      tuning: full,
      split: { dev: 0.2 },
      training: { ...training, batch: 16, epochs: 6, maxLength: 48 },
    },
  })
  const { result, points, progress } = await run(of)
  expect(result.scores.dev?.accuracy, 'chance is about 0.17').toBeGreaterThan(0.35)
  const losses = values(points, 'train/loss')
  expect(losses).toHaveLength(result.steps)
  expect(losses[0]).toBeGreaterThan(1.5)
  expect(values(points, 'dev/accuracy')).toHaveLength(6)
  expect(result.best?.value).toBe(Math.max(...values(points, 'dev/accuracy')))
  expect(result.scores.dev?.accuracy, 'the best weights were put back').toBe(result.best?.value)
  for (const series of ['train/learningRate', 'train/gradientNorm', 'train/tokensPerSecond'])
    expect(
      values(points, series).every((v) => v > 0),
      series,
    ).toBe(true)
  const last = progress.at(-1)!
  expect(last).toMatchObject({
    step: result.steps,
    steps: result.steps,
    epoch: 6,
    epochs: 6,
    secondsLeft: 0,
    phase: 'Done',
  })
  expect(last.memoryBytes).toBeGreaterThan(1e7)
  expect(result.peakMemoryBytes).toBeGreaterThanOrEqual(last.memoryBytes * 0.5)
  const rows = await predictions(of, 'dev')
  expect(rows).toHaveLength(result.scores.dev!.examples)
  expect(rows.filter((r) => r.label === r.predicted).length / rows.length).toBeCloseTo(result.best!.value, 10)
})

for (const [name, learningRate, tuning] of [
  ['LoRA on all linear layers', 3e-3, { id: 'lora', options: { targets: ['all-linear'], rsLora: true } }],
  ['head only', 0.05, { id: 'head', options: {} }],
] as const)
  test(`${name} learns, and leaves the encoder as it was`, async () => {
    const of = await place({
      csv: reviews(16),
      bert: { dropout: 0 },
      spec: { tuning, split: { dev: 0 }, training: { ...training, learningRate, epochs: 40 } },
    })
    const { result, points } = await run(of)
    const losses = values(points, 'train/loss')
    const mean = (xs: number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length
    expect(mean(losses.slice(-12))).toBeLessThan(mean(losses.slice(0, 12)) * 0.9)
    const file = await openSafetensors(join(of.runFolder, 'best.safetensors'))
    await file.close()
    const own = [...file.tensors.keys()].filter((n) => !n.includes('lora_') && !n.startsWith('classifier'))
    expect(own).toEqual([])
    expect(result.trainableParameters).toBeLessThan(result.totalParameters / 2)
  })

test('regression, with a predictor that answers as the evaluation did', async () => {
  // The target is the share of good words: what the reviews are made of.
  const lines = reviews(160).split('\n').slice(1)
  const csv = ['text,score', ...lines.map((l) => l.replace(/good$/, '1.5').replace(/bad$/, '-0.5'))].join(
    '\n',
  )
  const of = await place({
    csv,
    bert: { dropout: 0 },
    task: 'regress',
    spec: {
      objective: { id: 'regress' },
      tuning: full,
      split: { dev: 0.2 },
      training: { ...training, epochs: 12 },
    },
  })
  const { result, points } = await run(of)
  expect(result.scores.dev?.pearson).toBeGreaterThan(0.6)
  expect(result.best?.series).toBe('dev/pearson')
  expect(result.scores.dev).toHaveProperty('spearman')
  expect(result.scores.dev?.accuracy).toBeUndefined()
  expect(values(points, 'dev/pearson')).toHaveLength(12)
  const { numbers } = await readRunFile(of.runFolder)
  expect(numbers).toMatchObject({ least: -0.5, most: 1.5 })
  expect(Math.abs(numbers!.mean - 0.5)).toBeLessThan(0.2)
  const rows = await predictions(of, 'dev')
  const predictor = await Predictor.open(of, () => {})
  const answers = await predictor.predict(rows.map(({ row, text }) => ({ row, text })))
  expect(answers.map((a) => a.predicted)).toEqual(rows.map((r) => r.predicted))
  expect(answers.every((a) => a.value !== null && a.probabilities.length === 0)).toBe(true)
})

test('pairs of texts: what only the second one tells is learned', async () => {
  const words = (seed: number): string[][] =>
    reviews(160, seed)
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
  const others = words(1)
  // The first texts come in another order, so that their moods tell nothing.
  const rows = words(9).map(([text, label], i) => `${others[(i * 7 + (i >> 3)) % 160]![0]},${text},${label}`)
  const of = await place({
    csv: ['sentence1,sentence2,label', ...rows].join('\n'),
    bert: { dropout: 0 },
    spec: { tuning: full, split: { dev: 0.2 }, training: { ...training, epochs: 12 } },
  })
  const { result } = await run(of)
  expect(result.scores.dev?.accuracy).toBeGreaterThan(0.7)
  expect((await predictions(of, 'dev')).every((p) => p.pair !== undefined)).toBe(true)
})

test('two rows, and a batch larger than the dataset', async () => {
  const of = await place({ csv: 'text,label\ngood film,yes\nbad film,no', spec: { split: { dev: 0 } } })
  const { result, note, notes } = await run(of)
  expect(result).toMatchObject({ steps: 3, best: null, scores: {} })
  expect(note).toBe('Trained for 3 steps. Kept the weights of the last step.')
  expect(notes).toContain('There are no validation rows, so the last weights are kept instead of the best.')
  const [answer] = await (await Predictor.open(of, () => {})).predict([{ row: 1, text: 'good film' }])
  expect(['yes', 'no']).toContain(answer!.predicted)
})

test('one row of each class: none can be spared for validation', async () => {
  const csv = ['text,label', ...Array.from({ length: 12 }, (_, i) => `film number ${i},class ${i}`)].join(
    '\n',
  )
  const { result } = await run(await place({ csv, spec: { split: { dev: 0.5 } } }))
  expect(result.scores.dev).toBeUndefined()
  expect(result.steps).toBe(3)
})

test('texts longer than the model are cut there, and a note says so', async () => {
  const of = await place({ bert: { maxPositions: 16 }, spec: { training: { steps: 2, maxLength: 128 } } })
  const { notes } = await run(of)
  expect(notes).toContain('The model reads at most 16 tokens, so texts are cut there instead of at 128.')
  expect(notes.some((n) => /^\d+ of 60 texts are longer than 16 tokens and were cut\.$/.test(n))).toBe(true)
})

test('a rate at which the loss explodes ends the run with advice', async () => {
  const of = await place({ spec: { tuning: full, training: { ...training, clip: 0, warmup: 0 } } })
  const wild = { ...of, spec: { ...of.spec, training: { ...of.spec.training, learningRate: 1e9 } } }
  await expect(run(wild)).rejects.toMatchObject({
    code: 'run',
    message: expect.stringMatching(
      /stopped being a number.*learning rate \d\.\d\de\+\d is probably too large/,
    ),
  })
})

test('the same when it explodes in the last step, whose loss nobody computes', async () => {
  const of = await place({ spec: { tuning: full, training: { steps: 1, clip: 0, warmup: 0 } } })
  const wild = { ...of, spec: { ...of.spec, training: { ...of.spec.training, learningRate: 1e38 } } }
  await expect(run(wild)).rejects.toMatchObject({
    code: 'run',
    message: expect.stringContaining('too large'),
  })
})

test('an unlabelled dataset, and an objective that does not fit', async () => {
  const texts = ['text', ...Array.from({ length: 9 }, (_, i) => `the film number ${i} was good`)].join('\n')
  await expect(run(await place({ csv: texts, task: 'unlabelled' }))).rejects.toMatchObject({
    code: 'method',
    message: expect.stringContaining('has no labels'),
  })
  await expect(run(await place({ spec: { objective: { id: 'regress' } } }))).rejects.toMatchObject({
    code: 'method',
    message: expect.stringContaining('is for the objective "classify", but the run’s objective is "regress"'),
  })
})

test('class weights for a class that the dataset lacks', async () => {
  const of = await place({ spec: { objective: { id: 'classify', options: { classWeights: { great: 2 } } } } })
  await expect(run(of)).rejects.toMatchObject({
    code: 'option',
    message: expect.stringContaining('bad, good'),
  })
})

test('tokens per micro-batch change speed, not the result; another seed changes it', async () => {
  const of = await place({
    bert: { dropout: 0 },
    spec: { tuning: full, training: { ...training, steps: 6 } },
  })
  const losses = async (more: Partial<TrainingOptions>, seed = 13): Promise<number[]> => {
    const spec = { ...of.spec, seed, training: { ...of.spec.training, ...more } }
    return values((await run({ ...of, spec })).points, 'train/loss')
  }
  const whole = await losses({ microTokens: 4096 })
  const cut = await losses({ microTokens: 32 })
  cut.forEach((loss, i) => expect(loss).toBeCloseTo(whole[i]!, 4))
  expect(await losses({ microTokens: 4096 }, 14)).not.toEqual(whole)
})

test('stopped before its first evaluation, a run keeps the weights it has', async () => {
  const of = await place()
  let steps = 0
  const io = { progress: () => steps++, note: () => {}, stopRequested: () => steps > 0 }
  const { state, result, note } = await train(of, io, false)
  expect({ state, best: result.best }).toEqual({ state: 'stopped', best: null })
  expect(note).toMatch(/^Stopped after step \d+ of \d+\. Kept the weights of the last step\.$/)
  expect(result.scores.dev?.examples).toBe(6)
  const [answer] = await (await Predictor.open(of, () => {})).predict([{ row: 1, text: 'good film' }])
  expect(answer!.probabilities).toHaveLength(2)
})

test('a device that is not there: the run says so and trains on the processor', async () => {
  const device = process.platform === 'win32' ? 'coreml' : 'dml'
  const { result, notes } = await run(await place({ spec: { device, training: { steps: 2 } } }))
  expect(result.device).toBe('cpu')
  expect(notes).toContainEqual(expect.stringContaining('Working on the processor instead.'))
})

// Whole runs of prompts on the starter: they learn, answer again from disk, and refuse what cannot work.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Predicted, RunPlace } from '../../shared/jobs.ts'
import { promptQuestion } from '../../shared/prompts.ts'
import type { Point, Prediction, RunResult, RunSpecInput } from '../../shared/run.ts'
import { makePlace } from '../../testing/runPlace.ts'
import { judgingRows } from '../data/judgingRows.ts'
import { exportRun } from '../formats/exportRun.ts'
import { PromptReader } from '../inference/promptReader.ts'
import { planRun, probeRun } from '../training/estimate.ts'
import { hasCheckpoint } from '../training/checkpoint.ts'
import { Predictor } from '../inference/predictor.ts'
import { SharedBase } from '../inference/sharedBase.ts'
import { predictionsPath } from '../training/evaluate.ts'
import { train } from '../training/train.ts'

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-cloze-'))
})
afterAll(() => rm(folder, { recursive: true }))

const training = { steps: 40, batch: 8, learningRate: 3e-4, warmup: 0 }
const moods = { good: ['superb', 'charming', 'wonderful', 'funny'], bad: ['dull', 'boring', 'awful', 'sad'] }
const reviews = Object.entries(moods).flatMap(([label, words]) =>
  words.flatMap((word) =>
    ['film', 'book', 'story', 'play', 'show'].map((what) => `${word} ${what},${label}`),
  ),
)

const starter = join(import.meta.dirname, '..', '..', '..', 'resources', 'models', 'starter')
const place = async (
  spec: Omit<RunSpecInput, 'dataset' | 'model'>,
  rows: readonly string[] = reviews,
): Promise<RunPlace> => ({
  ...(await makePlace(join(folder, String(count++)), {
    spec: { training, split: { dev: 0 }, ...spec },
    csv: ['text,label', ...rows].join('\n'),
  })),
  modelFolder: starter,
})

/** Trains; the mean training loss of the first and of the last ten steps, and the result. */
async function run(of: RunPlace): Promise<{ first: number; last: number; result: RunResult }> {
  const losses: number[] = []
  const io = {
    progress: (_: unknown, points: readonly Point[]) => {
      for (const { series, value } of points) if (series === 'train/loss') losses.push(value)
    },
    note: () => {},
    stopRequested: () => false,
  }
  const { result } = await train(of, io, false)
  const mean = (some: readonly number[]): number => some.reduce((a, b) => a + b, 0) / some.length
  return { first: mean(losses.slice(0, 10)), last: mean(losses.slice(-10)), result }
}

const texts = [
  { row: 0, text: 'superb film', label: 'good' },
  { row: 1, text: 'dull play', label: 'bad' },
]

test.each([
  ['full', {}, 3e-4],
  ['lora', {}, 5e-3],
  ['adapter', {}, 3e-3],
  ['softPrompt', { length: 4 }, 3e-2],
  ['bitfit', {}, 1e-2],
])(
  '%s learns through a prompt and answers the same alone and beside another run',
  async (id, options, learningRate) => {
    const of = await place({
      objective: { id: 'cloze' },
      tuning: { id, options },
      training: { ...training, learningRate },
    })
    const { first, last } = await run(of)
    expect(last).toBeLessThan(0.9 * first)
    const alone = await (await Predictor.open(of, () => {})).predict(texts)
    expect(alone.map(({ predicted }) => predicted)).toEqual(['good', 'bad'])

    const plain = await place({ tuning: { id: 'head', options: {} } })
    await run(plain)
    const shared = await SharedBase.open(of.modelFolder, () => {})
    const { predictions } = await shared.predict([of.runFolder, plain.runFolder], texts)
    predictions[0]!.forEach(({ probabilities }, i) =>
      probabilities.forEach(({ probability }, k) =>
        expect(probability).toBeCloseTo(alone[i]!.probabilities[k]!.probability, 5),
      ),
    )
    await shared.release()
  },
)

test.each([
  ['full', {}, 3e-4],
  ['lora', {}, 5e-3],
  ['softPrompt', { length: 4 }, 3e-2],
])(
  '%s learns to fill in hidden words of other texts beside the answers',
  async (id, options, learningRate) => {
    const of = await place({
      objective: { id: 'cloze', options: { auxiliary: 0.1 } },
      tuning: { id, options },
      training: { ...training, learningRate },
    })
    const own = await run(of)
    const others = join(folder, String(count++))
    const rows = Array.from({ length: 12 }, (_, i) => `the old story of number ${i} begins here`)
    const unlabelled = await makePlace(others, { csv: ['text', ...rows].join('\n'), task: 'unlabelled' })
    const unlabelledFolder = unlabelled.datasetFolder
    const other = await run({ ...of, unlabelledFolder })
    expect(other.first, 'other texts, other losses').not.toBe(own.first)
    expect(other.last).toBeLessThan(other.first)
    expect((await Predictor.open(of, () => {})).file.labels).toEqual(['bad', 'good'])
    const found = await (await Predictor.open(of, () => {})).predict(texts)
    expect(found.map(({ predicted }) => predicted)).toEqual(['good', 'bad'])
  },
)

test('hidden words are refused where rows are not alike, or the model fills no gaps', async () => {
  const options = { auxiliary: 0.1 }
  const of = await place({ objective: { id: 'cloze', options } })
  const pairs = await makePlace(join(folder, String(count++)), {
    csv: ['sentence1,sentence2,label', 'a story,another story,1', 'a play,one more play,2'].join('\n'),
  })
  await expect(run({ ...of, unlabelledFolder: pairs.datasetFolder })).rejects.toMatchObject({
    code: 'dataset',
    message: expect.stringMatching(/are pairs of texts/),
  })
  const gone = join(folder, 'gone')
  await expect(run({ ...of, unlabelledFolder: gone })).rejects.toMatchObject({ code: 'dataset' })
  const causal = await makePlace(join(folder, String(count++)), {
    family: 'gpt2',
    spec: { objective: { id: 'cloze', options: { ...options, words: { good: 'was', bad: 'I' } } } },
  })
  await expect(run(causal)).rejects.toMatchObject({
    code: 'option',
    details: { option: 'cloze.auxiliary' },
  })
})

test('several gaps for words of several tokens', async () => {
  const options = { template: '{text_a} It was {mask}{mask}.', words: { good: 'not bad', bad: 'dull' } }
  const of = await place({ objective: { id: 'cloze', options } })
  await run(of)
  const found = await (await Predictor.open(of, () => {})).predict(texts)
  expect(found.map(({ predicted }) => predicted)).toEqual(['good', 'bad'])
})

test('a run that trains nothing scores what the untrained prompt scores, and answers afterwards', async () => {
  const of = await place({
    objective: { id: 'cloze' },
    tuning: { id: 'none' },
    split: { dev: 0.5 },
    training: {},
  })
  const plan = await planRun(of)
  expect(plan).toMatchObject({ steps: 0, trainableParameters: 0, headParameters: 0 })
  expect(await probeRun(of)).toMatchObject({ diskBytes: 0, tokensPerSecond: 0 })
  const { result } = await run(of)
  expect(result).toMatchObject({ steps: 0, trainableParameters: 0, best: null })
  expect(result.totalParameters).toBeGreaterThan(1e6)
  expect(await hasCheckpoint(join(of.runFolder, 'checkpoints'))).toBe(false)

  const predictor = await Predictor.open(of, () => {})
  const answers = await predictor.predict(texts)
  const shared = await SharedBase.open(of.modelFolder, () => {})
  expect((await shared.predict([of.runFolder], texts)).predictions[0]).toEqual(answers)
  await shared.release()

  const reader = await PromptReader.open(of.modelFolder, () => {})
  const question = promptQuestion.parse({ scored: 40, shown: 0 })
  const all = await judgingRows(of.datasetFolder, 40)
  const data = { labels: predictor.file.labels, pairs: false }
  const { scores } = await reader.look(question, data, all)
  const everyRow = await predictor.evaluate(all.rows, join(of.runFolder, 'predictions.all.jsonl'))
  expect(scores).toMatchObject({ kind: 'classes', accuracy: everyRow.accuracy })
  expect(everyRow.loss).toBeCloseTo(scores!.loss, 5)

  const target = join(of.runFolder, 'exported')
  await expect(exportRun(of, 'merged', target, result.scores, () => {})).rejects.toMatchObject({
    code: 'export',
    message: expect.stringContaining('trained nothing'),
  })
})

test('what would have a new head cannot go untrained', async () => {
  await expect(place({ tuning: { id: 'none' } })).rejects.toMatchObject({
    code: 'method',
    message: expect.stringMatching(/"classify" gives no answers untrained.*cloze or clozeScore/),
  })
})

const scored = reviews.map((row, i) =>
  row.replace(/good$/, String(4 + (i % 3) / 2)).replace(/bad$/, String((i % 3) / 2)),
)

test('numbers between two words', async () => {
  const options = { template: '{text_a} It was {mask}.', lowWord: 'terrible', highWord: 'great' }
  const of = await place(
    { objective: { id: 'clozeScore', options }, training: { ...training, steps: 100 } },
    scored,
  )
  await run(of)
  const found = await (await Predictor.open(of, () => {})).predict(texts)
  expect(found[0]!.value).toBeGreaterThan(3.5)
  expect(found[1]!.value).toBeLessThan(1.5)
})

const answers = async (of: RunPlace, split: string): Promise<Prediction[]> =>
  (await readFile(predictionsPath(of.runFolder, split), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Prediction)

test.each([
  ['random', 'cloze', {}, reviews],
  ['similar', 'cloze', {}, reviews],
  [
    'random',
    'clozeScore',
    { template: '{text_a} It was {mask}.', lowWord: 'terrible', highWord: 'great' },
    scored,
  ],
] as const)(
  'with %s demonstrations, %s answers as it was evaluated, from its folder alone',
  async (demonstrations, id, own, rows) => {
    const options = { ...own, demonstrations, demonstrationSets: 4 }
    const of = await place(
      { objective: { id, options }, split: { dev: 0.2 }, training: { ...training, learningRate: 1e-4 } },
      rows,
    )
    const { first, last } = await run(of)
    expect(last).toBeLessThan(first)
    await rm(of.datasetFolder, { recursive: true })
    const evaluated = await answers(of, 'dev')
    // In other company, the longest of a piece being another: the same demonstrations, the same numbers.
    const asked = [...evaluated].reverse().map(({ row, text }) => ({ row, text }))
    const alone = await (await Predictor.open(of, () => {})).predict(asked)
    const shared = await SharedBase.open(of.modelFolder, () => {})
    const [beside] = (await shared.predict([of.runFolder], asked)).predictions
    const loss = (found: readonly Predicted[]) =>
      found.map(({ probabilities, value }) => value ?? Math.max(...probabilities.map((p) => p.probability)))
    const expected = evaluated
      .map(({ confidence, predicted }) => (id === 'cloze' ? confidence : Number(predicted)))
      .reverse()
    loss(alone).forEach((p, i) => expect(p).toBeCloseTo(expected[i]!, 3))
    loss(beside!).forEach((p, i) => expect(p).toBeCloseTo(loss(alone)[i]!, 5))
    await shared.release()
  },
)

test('a run without its demonstrations says what is missing', async () => {
  const options = { demonstrations: 'random', demonstrationSets: 2 }
  const of = await place({ objective: { id: 'cloze', options }, training: { ...training, steps: 1 } })
  await run(of)
  await rm(join(of.runFolder, 'demonstrations.json'))
  await expect(Predictor.open(of, () => {})).rejects.toThrow(/demonstrations\.json cannot be read/)
})

test('numbers of single texts have a template that is known, too', async () => {
  const few = { ...training, steps: 2 }
  const { first } = await run(await place({ objective: { id: 'clozeScore' }, training: few }, scored))
  expect(first).toBeGreaterThan(0)
})

test.each([
  [{ template: '{text_a} It was great.' }, /no \{mask\}/],
  [{ template: '{text_a} {mask} {text_b}' }, /rows have one text each/],
  [{ words: { good: 'great', bad: 'great' } }, /stands for both/],
])('%o is refused before a step is made', async (options, message) => {
  const of = await place({ objective: { id: 'cloze', options } as RunSpecInput['objective'] })
  await expect(run(of)).rejects.toMatchObject({ code: 'option', message: expect.stringMatching(message) })
})

// Prompts to untrained models: what is told of them equals what the graph that training starts from computes.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunPlace } from '../../shared/jobs.ts'
import { mean, pearson } from '../../shared/statistics.ts'
import {
  promptQuestion,
  type ClassPromptScores,
  type NumberPromptScores,
  type PromptLook,
} from '../../shared/prompts.ts'
import { makePlace } from '../../testing/runPlace.ts'
import { exampleRows, judgingRows, type JudgingRows } from '../data/judgingRows.ts'
import { openSafetensors } from '../files/safetensors.ts'
import { elementCount } from '../files/safetensorsHeader.ts'
import { writeSafetensors } from '../files/safetensorsWriter.ts'
import { softmax } from '../../shared/softmax.ts'
import { cloze } from '../objectives/cloze.ts'
import { spearman } from '../objectives/metrics.ts'
import type { Example } from '../../shared/dataset.ts'
import { openSessions } from '../runtime/openSessions.ts'
import { tokenize } from '../tokens/table.ts'
import { logitsOf } from '../training/evaluate.ts'
import { openMethod } from '../training/method.ts'
import { PromptReader } from './promptReader.ts'

const starter = join(import.meta.dirname, '..', '..', '..', 'resources', 'models', 'starter')
const data = { labels: ['bad', 'good'], pairs: false }
const adjectives = [
  'superb',
  'charming',
  'wonderful',
  'funny',
  'dull',
  'boring',
  'awful',
  'sad',
  'odd',
  'long',
]
const csv = [
  'text,label',
  ...adjectives.flatMap((word, i) =>
    ['film', 'book', 'play'].map(
      (what, k) => `a ${word} ${what},${i < 4 || (i + k) % 5 === 0 ? 'good' : 'bad'}`,
    ),
  ),
].join('\n')

let folder: string
let place: RunPlace
let rows: JudgingRows
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-prompts-'))
  place = await makePlace(join(folder, 'masked'), { csv })
  rows = await judgingRows(place.datasetFolder, 20)
})
afterAll(() => rm(folder, { recursive: true }))

/** Label probabilities as the objective cloze has them before its first step. */
async function untrained(
  modelFolder: string,
  options: { template: string; words: Record<string, string> },
  examples: readonly Example[],
): Promise<number[][]> {
  const { question, ...method } = await openMethod(modelFolder, {
    version: 1,
    spec: {
      ...place.spec,
      objective: { id: 'cloze', options: cloze.schema.parse(options) },
      tuning: { id: 'full', options: {} },
    },
    counts: [1, 1],
    dataset: { name: '', hash: '' },
    ...data,
  })
  const graph = method.evaluationGraph()
  const { tensors } = await method.load(graph.parameters.values(), [])
  const { sessions } = await openSessions({ graph }, { device: 'cpu', threads: 0 }, () => {})
  const table = await tokenize(examples, method.tokenizer, 128, question!.encode)
  return (await logitsOf(sessions.graph, tensors, table)).map(softmax)
}

const look = async (modelFolder: string, prompt: object): Promise<PromptLook> =>
  (await PromptReader.open(modelFolder, () => {})).look(
    promptQuestion.parse({ scored: 20, shown: 20, ...prompt }),
    data,
    rows,
  )

test.each([
  ['one gap', { template: '{text_a} It was {mask}.', words: { good: 'great/good', bad: 'terrible' } }],
  ['two gaps', { template: '{mask}{mask}! {text_a}', words: { good: 'not bad/great', bad: 'dull' } }],
])('%s: probabilities, scores and prior are those of the untrained model', async (_, prompt) => {
  const { shown, ...told } = await look(starter, prompt)
  const scores = told.scores as ClassPromptScores
  const expected = await untrained(starter, prompt, rows.rows)
  shown.forEach(({ probabilities }, i) =>
    probabilities.forEach(({ probability }, c) => expect(probability).toBeCloseTo(expected[i]![c]!, 5)),
  )
  const truth = rows.rows.map(({ label }) => data.labels.indexOf(label!))
  const share = (right: (p: readonly number[], i: number) => boolean): number =>
    expected.filter((p, i) => right(p, i)).length / expected.length
  const saysGood = ([bad, good]: readonly number[], by: readonly number[]): boolean =>
    good! / by[1]! > bad! / by[0]!
  const accuracyBy = (by: readonly number[]): number => share((p, i) => saysGood(p, by) === (truth[i] === 1))
  const { prior } = scores
  expect(scores.accuracy).toBeCloseTo(accuracyBy([1, 1]), 9)
  expect(scores.loss).toBeCloseTo(
    expected.reduce((sum, p, i) => sum - Math.log(p[truth[i]!]!), 0) / expected.length,
    5,
  )
  expect(prior[1]).toMatchObject({ label: 'good', truth: truth.filter((y) => y === 1).length / truth.length })
  expect(prior[1]!.predicted).toBeCloseTo(expected.reduce((sum, p) => sum + p[1]!, 0) / expected.length, 5)
  expect(scores.bias).toBeCloseTo(Math.abs(prior[1]!.predicted - prior[1]!.truth), 9)
  // A text that says nothing, as the graph of training answers it.
  const [empty] = await untrained(starter, prompt, [{ row: 1, text: '' }])
  expect(scores.contextual).toBeCloseTo(accuracyBy(prior.map(({ contentFree }) => contentFree)), 9)
  expect(scores.pmi).toBeCloseTo(accuracyBy(empty!), 9)
})

test('the gap holds the likeliest words, and the prompt is told as it is read', async () => {
  const { shown, template, words } = await look(starter, { words: { good: 'great', bad: 'terrible' } })
  expect({ template, words }).toEqual({
    template: '{text_a} It was {mask}.',
    words: { good: ['great'], bad: ['terrible'] },
  })
  const { row, text } = rows.rows[0]!
  expect(shown[0]).toMatchObject({
    row,
    truncated: false,
    parts: [
      { kind: 'field', text },
      { kind: 'words', text: ' It was ' },
      { kind: 'mask', text: '' },
      { kind: 'words', text: '.' },
    ],
  })
  const [gap] = shown[0]!.gaps
  const probabilities = gap!.map(({ probability }) => probability)
  expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a))
  expect(probabilities.reduce((a, b) => a + b)).toBeLessThan(1)
  // One word for each label: their probabilities over the vocabulary are in the ratio of the labels'.
  const one = await look(starter, { words: { good: gap![0]!.word, bad: gap![1]!.word } })
  const [bad, good] = one.shown[0]!.probabilities
  expect(good!.probability / bad!.probability).toBeCloseTo(gap![0]!.probability / gap![1]!.probability, 3)
})

test('a model that reads from left to right', async () => {
  const { modelFolder } = await makePlace(join(folder, 'causal'), { csv, family: 'gpt2' })
  const prompt = { template: '{text_a} It was {mask}', words: { good: 'good', bad: 'not' } }
  const { shown } = await look(modelFolder, prompt)
  const expected = await untrained(modelFolder, prompt, rows.rows)
  shown.forEach(({ probabilities }, i) =>
    probabilities.forEach(({ probability }, c) => expect(probability).toBeCloseTo(expected[i]![c]!, 5)),
  )
})

test('numbers: the answer is the share of the way between the two words', async () => {
  const reader = await PromptReader.open(starter, () => {})
  const words = { low: 'terrible', high: 'great' }
  const numbered = rows.rows.map((row, i) => ({ ...row, label: String(1 + (i % 7) / 2) }))
  const { shown, ...told } = await reader.look(
    promptQuestion.parse({
      words,
      range: { low: 1, high: 4 },
      scored: 20,
      shown: 20,
      template: '{text_a} It was {mask}.',
    }),
    { labels: [], pairs: false },
    { rows: numbered, dev: rows.dev },
  )
  const scores = told.scores as NumberPromptScores
  const sameWords = { template: '{text_a} It was {mask}.', words: { bad: 'terrible', good: 'great' } }
  const expected = (await untrained(starter, sameWords, rows.rows)).map(([, good]) => 1 + 3 * good!)
  shown.forEach(({ predicted, probabilities }, i) => {
    expect(Number(predicted)).toBeCloseTo(expected[i]!, 3)
    expect(1 + 3 * probabilities[1]!.probability).toBeCloseTo(expected[i]!, 4)
  })
  const truth = numbered.map(({ label }) => Number(label))
  expect(scores.pearson).toBeCloseTo(pearson(expected, truth), 4)
  expect(scores.spearman).toBeCloseTo(spearman(expected, truth), 4)
  expect(scores.loss).toBeCloseTo(mean(expected.map((value, i) => (value - truth[i]!) ** 2)), 4)
  expect(scores.predicted.mean).toBeCloseTo(mean(expected), 4)
  expect(scores.truth.mean).toBeCloseTo(mean(truth), 9)
  expect(scores.bias).toBeCloseTo(mean(expected) - mean(truth), 4)
})

test.each([
  ['bert', undefined, '{text_a} It was {mask}.'],
  ['gpt2', 'gpt2', '{text_a} {mask}'],
] as const)(
  '%s: description and examples stand in the prompt, several times',
  async (_, family, template) => {
    const { modelFolder } = await makePlace(join(folder, `context ${family}`), {
      csv,
      ...(family && { family }),
    })
    const prompt = { template, words: { good: 'good', bad: family ? 'not' : 'bad' } }
    const context = { description: 'Is it?', demonstrations: { perClass: 1, orders: 2, seed: 5 } }
    const reader = await PromptReader.open(modelFolder, () => {})
    const ask = async (more: object): Promise<PromptLook> =>
      reader.look(
        promptQuestion.parse({ ...prompt, scored: 20, shown: 20, ...more }),
        data,
        rows,
        await exampleRows(place.datasetFolder),
      )
    const { shown, scores, trials } = await ask(context)
    expect(trials.map(({ selection, order }) => [selection, order])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
    ])
    expect(trials[0]).toMatchObject({ score: (scores as ClassPromptScores).accuracy, loss: scores!.loss })
    expect(new Set(trials.map(({ loss }) => loss)).size, 'each trial has a loss of its own').toBe(3)

    const { parts, truncated } = shown[0]!
    expect(truncated).toBe(false)
    expect(parts.filter(({ kind }) => kind === 'example')).toHaveLength(2)
    expect(parts[0]).toEqual({ kind: 'description', text: 'Is it?' })
    expect(parts.at(-1)!.kind, 'the gap is last for a model that reads on').toBe(family ? 'mask' : 'example')
    const similar = await ask({ demonstrations: { ...context.demonstrations, selection: 'similar' } })
    expect(similar.trials).toHaveLength(2)
    expect((await ask({})).trials).toEqual([])

    // The same words in the template itself are the same prompt, where they stand before the row alone.
    const before = parts.flatMap(({ kind, text }) =>
      kind === 'description' || (kind === 'example' && family) ? [text] : [],
    )
    const told = await ask({
      template: [...before, template].join(family ? '\n\n' : ' '),
    })
    const alone = family ? shown[0]! : (await ask({ description: context.description })).shown[0]!
    told.shown[0]!.probabilities.forEach(({ probability }, c) =>
      expect(alone.probabilities[c]!.probability).toBeCloseTo(probability, 5),
    )
  },
)

test('examples of numbers are of the lower and of the upper half', async () => {
  const reader = await PromptReader.open(starter, () => {})
  const numbered = rows.rows.map((row, i) => ({ ...row, label: String(i % 6) }))
  const question = promptQuestion.parse({ shown: 1, scored: 20, demonstrations: { perClass: 1, orders: 2 } })
  const { shown, trials } = await reader.look(
    question,
    { labels: [], pairs: false },
    { rows: numbered, dev: 0 },
    numbered,
  )
  const examples = shown[0]!.parts.flatMap(({ kind, text }) => (kind === 'example' ? [text] : []))
  for (const [word, upper] of [
    ['No', false],
    ['Yes', true],
  ] as const) {
    const solved = examples.find((text) => text.toLowerCase().includes(word.toLowerCase()))!
    const row = numbered.find(({ text }) => solved.includes(text))!
    expect(Number(row.label) >= 2.5).toBe(upper)
  }
  expect(trials).toHaveLength(3)
})

test('a model without a head that predicts words is refused with what that means', async () => {
  const { modelFolder } = await makePlace(join(folder, 'headless'), { csv })
  const path = join(modelFolder, 'model.safetensors')
  const whole = await openSafetensors(path)
  const left = [...whole.tensors].filter(([name]) => !name.startsWith('cls.'))
  const tensors = left.map(([name, { shape }]) => ({
    name,
    shape,
    data: new Float32Array(elementCount(shape)),
  }))
  for (const { name, data } of tensors) await whole.readInto(name, data)
  await whole.close()
  await writeSafetensors(path, tensors)
  await expect(PromptReader.open(modelFolder, () => {})).rejects.toMatchObject({
    code: 'method',
    message: expect.stringMatching(/without a head that predicts words.*Choose another model/),
  })
})

test('a class with too few rows for so many examples is named', async () => {
  const reader = await PromptReader.open(starter, () => {})
  const question = promptQuestion.parse({ demonstrations: { perClass: 20 } })
  await expect(
    reader.look(question, data, rows, await exampleRows(place.datasetFolder)),
  ).rejects.toMatchObject({
    code: 'option',
    message: expect.stringMatching(/20 examples of "bad" need 21 different training rows of it/),
  })
})

test('rows are the same for every prompt, validation rows first, and fewer are the first of more', async () => {
  const fewer = await judgingRows(place.datasetFolder, 4)
  expect(fewer).toEqual({ rows: rows.rows.slice(0, 4), dev: 3 })
  expect((await judgingRows(place.datasetFolder, 1000)).rows).toHaveLength(30)
})

test.each([
  [{ template: '{text_a} It was great.' }, { option: 'cloze.template' }],
  [{ words: { good: 'great', bad: 'great' } }, { option: 'cloze.words', label: 'good' }],
  [{ words: { good: 'incomprehensibility', bad: 'bad' } }, { option: 'cloze.words', label: 'good' }],
])('%o is refused where it stands', async (prompt, details) => {
  await expect(look(starter, prompt)).rejects.toMatchObject({ code: 'option', details })
})

// Texts that leave early: the same answers as the whole model's layers give, for every way of training, and less work.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exitLayer, type ExitRule } from '../../../shared/exits/rules.ts'
import type { Prediction, RunSpecInput } from '../../../shared/run.ts'
import { makePlace, reviews, type PlaceOptions } from '../../../testing/runPlace.ts'
import { layersPath } from '../../training/layerScores.ts'
import { train } from '../../training/train.ts'
import { ExitPredictor } from './exitPredictor.ts'
import { softmax } from '../../../shared/softmax.ts'

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-leaving-'))
})
afterAll(() => rm(folder, { recursive: true }))

const io = { progress: () => {}, note: () => {}, stopRequested: () => false }

/** A trained run, its validation rows, and what its training kept of every layer's answers to them: [row][layer] -> logits. */
async function trained(spec: Partial<RunSpecInput>, options: PlaceOptions = {}) {
  const place = await makePlace(join(folder, String(count++)), {
    csv: reviews(80),
    bert: { layers: 4 },
    spec: {
      exit: { id: 'joint' },
      tuning: { id: 'full' },
      split: { dev: 0.25 },
      training: { batch: 8, steps: 60, learningRate: 5e-3, maxLength: 64 },
      ...spec,
    },
    ...options,
  })
  await train(place, io, false)
  const lines = (await readFile(join(place.runFolder, 'predictions.dev.jsonl'), 'utf8')).trim().split('\n')
  const rows = lines.map((line) => JSON.parse(line) as Prediction)
  const kept = new Float32Array(new Uint8Array(await readFile(layersPath(place.runFolder, 'dev'))).buffer)
  const predictor = await ExitPredictor.open(place, () => {})
  const outputs = kept.length / rows.length / predictor.layers
  const layers = rows.map((_, i) =>
    Array.from({ length: predictor.layers }, (_, l) => {
      const start = (i * predictor.layers + l) * outputs
      return kept.slice(start, start + outputs)
    }),
  )
  return { place, rows, layers, predictor }
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!)))

for (const [name, spec] of [
  ['full', {}],
  ['lora', { tuning: { id: 'lora' } }],
  ['prefix', { tuning: { id: 'prefix' } }],
  ['soft prompt', { tuning: { id: 'softPrompt' } }],
  ['prompt', { objective: { id: 'cloze' } }],
  ['shared pooler', { exit: { id: 'weighted' } }],
  ['mean of tokens', { objective: { id: 'classify', options: { head: 'mean' } } }],
] as const)
  test(`${name}: every layer answers as in training, alone and in a shrinking batch`, async () => {
    const { rows, layers, predictor } = await trained(spec as Partial<RunSpecInput>)
    const whole = await predictor.answer(rows, null)
    for (const [i, { layer, path }] of whole.entries()) {
      expect(layer).toBe(3)
      path.forEach(({ logits }, l) => expect(largestDifference(logits, layers[i]![l]!)).toBeLessThan(1e-4))
    }
    // In the middle of what there is, so that some leave at each layer.
    const sure = whole.map(({ path }) => Math.max(...softmax(path[0]!.logits))).toSorted((a, b) => a - b)
    const rule: ExitRule = { rule: 'probability', threshold: sure[Math.floor(sure.length / 2)]! }
    const early = await predictor.answer(rows, rule)
    for (const [i, { layer, path }] of early.entries()) {
      expect(layer).toBe(
        exitLayer(
          rule,
          layers[i]!.map((logits) => ({ logits })),
        ),
      )
      expect(path).toHaveLength(layer + 1)
      expect(largestDifference(path.at(-1)!.logits, layers[i]![layer]!)).toBeLessThan(1e-4)
    }
    expect(early.some(({ layer }) => layer < 3)).toBe(true)
    const [alone] = await predictor.answer([rows[3]!], rule)
    expect(alone!.layer).toBe(early[3]!.layer)
    expect(alone!.predicted.predicted).toBe(early[3]!.predicted.predicted)
    await predictor.release()
  })

test('patience and learned certainty let texts go, and numbers leave, too', async () => {
  const exit = { id: 'alternating', options: { certainty: true } }
  const { rows, predictor } = await trained({ exit })
  for (const rule of [
    { rule: 'patience', threshold: 1 },
    { rule: 'certainty', threshold: 0.6 },
  ] as const) {
    const answers = await predictor.answer(rows, rule)
    expect(answers.some(({ layer }) => layer < 3)).toBe(true)
  }
  await predictor.release()
  const csv = reviews(80).replaceAll(',good', ',4.5').replaceAll(',bad', ',1')
  const numbers = await trained({ exit, objective: { id: 'regress' } }, { csv, task: 'regress' })
  const rule: ExitRule = { rule: 'patience', threshold: 1 }
  const answers = await numbers.predictor.answer(numbers.rows, rule)
  // They range from 1 to 4.5, and a tenth of that is near.
  const whole = await numbers.predictor.answer(numbers.rows, null)
  expect(answers.map(({ layer }) => layer)).toEqual(whole.map(({ path }) => exitLayer(rule, path, 0.35)))
  expect(answers.every(({ predicted }) => predicted.value !== null)).toBe(true)
  expect(answers.some(({ layer }) => layer < 3)).toBe(true)
  await numbers.predictor.release()
})

test('a run without exits says what is missing', async () => {
  const place = await makePlace(join(folder, String(count++)), {
    spec: { tuning: { id: 'full' }, training: { steps: 2 } },
  })
  await train(place, io, false)
  await expect(ExitPredictor.open(place, () => {})).rejects.toMatchObject({
    code: 'run',
    message: expect.stringContaining('--exit alternating'),
  })
})

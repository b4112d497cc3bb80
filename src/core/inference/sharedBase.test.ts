// Several runs on one model in memory answer as each does alone.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Predicted, RunPlace } from '../../shared/jobs.ts'
import type { RunSpecInput } from '../../shared/run.ts'
import { anotherRun, makePlace } from '../../testing/runPlace.ts'
import type { TinyFamily } from '../../testing/tinyModel.ts'
import { resolveSpec } from '../catalog/resolveSpec.ts'
import { train } from '../training/train.ts'
import { Predictor } from './predictor.ts'
import { SharedBase } from './sharedBase.ts'

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-base-'))
})
afterAll(() => rm(folder, { recursive: true }))

const quiet = { progress: () => {}, note: () => {}, stopRequested: () => false }
const training = { steps: 3, learningRate: 3e-3, maxLength: 48 }
const examples = ['a great film', 'it was dull and boring all day with people in the music', 'the'].map(
  (text, row) => ({ row, text }),
)

type Tuning = RunSpecInput['tuning']
const lora = (rank: number, targets: string[] = []): Tuning => ({ id: 'lora', options: { rank, targets } })

/** Trained runs of `tunings` on one model. */
async function runs(tunings: readonly Tuning[], family?: TinyFamily): Promise<RunPlace[]> {
  const one = await makePlace(join(folder, String(count++)), { ...(family && { family }) })
  const places: RunPlace[] = []
  for (const [seed, tuning] of tunings.entries()) {
    const place = await anotherRun(one, join(folder, String(count++)))
    const { dataset, model } = one.spec
    places.push({ ...place, spec: resolveSpec({ dataset, model, tuning, training, seed, threads: 1 }) })
    await train(places.at(-1)!, quiet, false)
  }
  return places
}

async function alone(place: RunPlace): Promise<Predicted[]> {
  return (await Predictor.open(place, () => {})).predict(examples)
}

function expectEqual(found: readonly Predicted[], wanted: readonly Predicted[]): void {
  expect(found).toHaveLength(wanted.length)
  wanted.forEach(({ predicted, probabilities }, i) => {
    expect(found[i]!.predicted).toBe(predicted)
    probabilities.forEach(({ label, probability }, k) => {
      expect(found[i]!.probabilities[k]!.label).toBe(label)
      expect(found[i]!.probabilities[k]!.probability).toBeCloseTo(probability, 6)
    })
  })
}

test('what adds to the model shares a pass, what changes it goes alone, and all say what they say alone', async () => {
  const places = await runs([
    lora(4),
    { id: 'head' },
    lora(8, ['all-linear']),
    { id: 'full' },
    { id: 'head' },
    { id: 'adapter' },
    { id: 'adapter', options: { kind: 'houlsby' }, and: { id: 'lora', options: {} } },
    { id: 'lora', options: { dora: true } },
    { id: 'ia3' },
    { id: 'bitfit' },
    { id: 'prefix', options: { length: 3, reparameterise: true, mlpWidth: 8 } },
    { id: 'softPrompt', options: { length: 3 } },
  ])
  const base = await SharedBase.open(places[0]!.modelFolder, () => {})
  const { predictions, passes } = await base.predict(
    places.map(({ runFolder }) => runFolder),
    examples,
  )
  expect(passes, 'one, and one each for full fine-tuning, BitFit and virtual tokens').toBe(5)
  const wanted = await Promise.all(places.map(alone))
  expect(new Set(wanted.map(([first]) => first!.probabilities[0]!.probability)).size).toBe(12)
  predictions.forEach((found, i) => expectEqual(found, wanted[i]!))
  // One at a time, in another order
  for (const i of [4, 2, 0])
    expectEqual((await base.predict([places[i]!.runFolder], examples)).predictions[0]!, wanted[i]!)
  await base.release()
})

for (const family of ['albert', 'gpt2', 'deberta-v2', 'modernbert'] as const)
  test(`${family}: a pass of LoRA and head`, async () => {
    const places = await runs([lora(4, ['all-linear']), { id: 'head' }, lora(2, ['all-linear'])], family)
    const base = await SharedBase.open(places[0]!.modelFolder, () => {})
    const { predictions, passes } = await base.predict(
      places.map(({ runFolder }) => runFolder),
      examples,
    )
    // What DeBERTa's linear layers make of distances is the same for all tokens, so each LoRA needs it for itself.
    expect(passes).toBe(family === 'deberta-v2' ? 3 : 1)
    for (const [i, place] of places.entries()) expectEqual(predictions[i]!, await alone(place))
    await base.release()
  })

// Runs whose inner layers learn to answer: every strategy, with every kind of head and tuning, and what they leave behind.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunPlace } from '../../shared/jobs.ts'
import type { Point, RunSpecInput, TrainingOptions } from '../../shared/run.ts'
import { makePlace, reviews, type PlaceOptions } from '../../testing/runPlace.ts'
import { exits } from '../exits/index.ts'
import { openSafetensors } from '../files/safetensors.ts'
import { elementCount } from '../files/safetensorsHeader.ts'
import { exportRun } from '../formats/exportRun.ts'
import { Predictor } from '../inference/predictor.ts'
import { readExamples } from '../data/readDataset.ts'
import { bestPath } from './bestWeights.ts'
import { planRun, probeRun } from './estimate.ts'
import { layersPath } from './layerScores.ts'
import { train, type Trained } from './train.ts'

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-exits-'))
})
afterAll(() => rm(folder, { recursive: true }))

const training: Partial<TrainingOptions> = { batch: 8, steps: 240, learningRate: 5e-3, evaluateEvery: 40 }

const place = (spec: Partial<RunSpecInput>, options: PlaceOptions = {}): Promise<RunPlace> =>
  makePlace(join(folder, String(count++)), {
    csv: reviews(120),
    spec: { tuning: { id: 'full' }, training, split: { dev: 0.25 }, ...spec },
    ...options,
  })

async function run(of: RunPlace): Promise<Trained & { points: Point[] }> {
  const points: Point[] = []
  const io = { progress: (_: unknown, some: readonly Point[]) => points.push(...some), note: () => {} }
  const trained = await train(of, { ...io, stopRequested: () => false }, false)
  return { ...trained, points }
}

async function floats(path: string): Promise<Float32Array> {
  return new Float32Array(new Uint8Array(await readFile(path)).buffer)
}

/** The best weights of a run by their names. */
async function weightsOf({ runFolder }: RunPlace): Promise<Map<string, Float32Array>> {
  const file = await openSafetensors(bestPath(runFolder))
  try {
    const weights = new Map<string, Float32Array>()
    for (const [name, { shape }] of file.tensors) {
      const data = new Float32Array(elementCount(shape))
      await file.readInto(name, data)
      weights.set(name, data)
    }
    return weights
  } finally {
    await file.close()
  }
}

const ofExits = (weights: ReadonlyMap<string, Float32Array>): string[] =>
  [...weights.keys()].filter((name) => name.startsWith('exits.')).toSorted()

for (const { id } of exits.filter(({ training }) => training))
  test(`${id}: inner layers learn to answer, and their answers are kept`, async () => {
    const of = await place({ exit: { id } })
    const { result, points } = await run(of)
    const [first, last] = result.layers!.dev!
    expect(result.layers!.dev).toHaveLength(2)
    // The first layer of so small a model can tell good words from bad ones.
    expect(first!.accuracy).toBeGreaterThan(0.65)
    expect(last).toEqual(result.scores.dev)
    expect(result.best!.series).toBe('dev/exits/accuracy')
    for (const series of ['dev/exit 1/accuracy', 'dev/exit 2/loss', 'dev/exits/accuracy'])
      expect(points.filter((point) => point.series === series)).toHaveLength(6)
    const kept = await floats(layersPath(of.runFolder, 'dev'))
    expect(kept).toHaveLength(30 * 2 * 2)
    // The last layer's part of each row is what the run predicts.
    const rows = (await Array.fromAsync(readExamples(of.datasetFolder, 'train'))).slice(0, 5)
    const predictor = await Predictor.open(of, () => {})
    expect(await predictor.logits(rows)).toHaveLength(5)
    const { parameters } = predictor.method
    expect(parameters.trainable).toBe(parameters.total)
  })

test('the last layer is as good after the second stage as before it, and the model stands still in it', async () => {
  const exit = { id: 'twoStage', options: { firstShare: 0.5 } }
  const of = await place({ exit })
  const { result, points } = await run(of)
  const accuracy = points.filter(({ series }) => series === 'dev/accuracy')
  const best = Math.max(...accuracy.filter(({ step }) => step <= 120).map(({ value }) => value))
  expect(result.scores.dev!.accuracy).toBe(best)
  // Half as long without exits is the same training.
  const alone = await place({ training: { ...training, steps: 120 } })
  await run(alone)
  const [both, one] = [await weightsOf(of), await weightsOf(alone)]
  const name = 'bert.encoder.layer.0.attention.self.query.weight'
  expect(both.get(name)).toEqual(one.get(name))
  expect(ofExits(both)).toHaveLength(4)
})

test('exits begin as copies of the pre-trained pooler, or share it', async () => {
  const untrained = { ...training, steps: 1, learningRate: 0 }
  const own = await place({ exit: { id: 'joint' }, training: untrained })
  await run(own)
  const copies = await weightsOf(own)
  expect(copies.get('exits.0.bert.pooler.dense.weight')).toEqual(copies.get('bert.pooler.dense.weight'))
  expect(copies.get('exits.0.classifier.weight')).not.toEqual(copies.get('classifier.weight'))
  const shared = await place({ exit: { id: 'weighted' }, training: untrained })
  await run(shared)
  expect(ofExits(await weightsOf(shared))).toEqual(['exits.0.classifier.bias', 'exits.0.classifier.weight'])
})

test('with LoRA only small parts learn; a learned certainty knows where a layer is wrong', async () => {
  const exit = { id: 'alternating', options: { certainty: true } }
  const of = await place({
    exit,
    tuning: { id: 'lora' },
    training: { ...training, steps: 240, learningRate: 1e-2 },
  })
  const { result } = await run(of)
  expect(result.trainableParameters).toBeLessThan(result.totalParameters / 2)
  const kept = await floats(layersPath(of.runFolder, 'dev'))
  // Of each row two layers, of each two logits and a doubt.
  expect(kept).toHaveLength(30 * 2 * 3)
  const doubts = Array.from({ length: 30 }, (_, i) => kept[i * 6 + 2]!)
  expect(new Set(doubts).size).toBeGreaterThan(10)
})

test('numbers and prompts have exits, too', async () => {
  const csv = reviews(120).replaceAll(',good', ',4.5').replaceAll(',bad', ',1')
  const scores = await run(
    await place(
      {
        objective: { id: 'regress' },
        exit: { id: 'joint', options: { certainty: true } },
        training: { ...training, steps: 300 },
      },
      { csv, task: 'regress' },
    ),
  )
  expect(scores.result.layers!.dev![0]!.pearson).toBeGreaterThan(0.5)
  const prompt = await run(await place({ objective: { id: 'cloze' }, exit: { id: 'joint' } }))
  expect(prompt.result.layers!.dev![0]!.accuracy).toBeGreaterThan(0.8)
})

test('a plan counts the exits, and a probe trains with them', async () => {
  const [plain, with_] = [await place({}), await place({ exit: { id: 'joint' } })]
  const [without, planned] = [await planRun(plain), await planRun(with_)]
  // One more pooler and one more classifier
  expect(planned.trainableParameters - without.trainableParameters).toBe(32 * 32 + 32 + 32 * 2 + 2)
  expect((await probeRun(with_)).seconds).toBeGreaterThan(0)
})

test('what does not go with exits is refused', async () => {
  const refused = async (spec: Partial<RunSpecInput>, options?: PlaceOptions): Promise<unknown> =>
    planRun(await place(spec, options))
  await expect(refused({ exit: { id: 'joint' }, objective: { id: 'maskedLm' } })).rejects.toMatchObject({
    code: 'method',
  })
  await expect(
    refused({ exit: { id: 'joint' }, objective: { id: 'cloze', options: { auxiliary: 0.1 } } }),
  ).rejects.toMatchObject({ code: 'option', details: { option: 'cloze.auxiliary' } })
  const csv = reviews(60).replaceAll(',good', ',4.5').replaceAll(',bad', ',1')
  await expect(
    refused({ exit: { id: 'selfDistil' }, objective: { id: 'regress' } }, { csv, task: 'regress' }),
  ).rejects.toMatchObject({ code: 'option', details: { option: 'exit' } })
})

test('what leaves is the whole model, without its exits', async () => {
  const of = await place({
    exit: { id: 'joint' },
    tuning: { id: 'adapter' },
    training: { ...training, steps: 8 },
  })
  await run(of)
  for (const format of ['adapterHub', 'onnx'] as const) {
    const { check } = await exportRun(of, format, join(folder, `out ${format}`), {}, () => {})
    expect(check.same).toBe(check.rows)
  }
  const merged = await place({ exit: { id: 'joint' }, training: { ...training, steps: 8 } })
  await run(merged)
  const out = join(folder, 'out merged')
  await exportRun(merged, 'merged', out, {}, () => {})
  const file = await openSafetensors(join(out, 'model.safetensors'))
  await file.close()
  expect([...file.tensors.keys()].filter((name) => name.startsWith('exits.'))).toEqual([])
})

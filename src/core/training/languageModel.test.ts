// A language model trained on texts alone: its loss falls, its scores are those of fixed masks, and it labels nothing.
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunPlace } from '../../shared/jobs.ts'
import type { Point } from '../../shared/run.ts'
import { anotherRun, makePlace, reviews, type PlaceOptions } from '../../testing/runPlace.ts'
import { openSafetensors } from '../files/safetensors.ts'
import { Predictor } from '../inference/predictor.ts'
import { planRun, probeRun } from './estimate.ts'
import { train, type Trained } from './train.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-lm-'))
})
afterAll(() => rm(folder, { recursive: true }))

const training = { batch: 4, maxLength: 32, learningRate: 3e-3, epochs: 4, evaluateEvery: 10, patience: 3 }
const spec: PlaceOptions['spec'] = {
  objective: { id: 'maskedLm' },
  tuning: { id: 'full' },
  split: { dev: 0.2, test: 0.1 },
  training,
}

async function run(place: RunPlace): Promise<Trained & { points: Point[] }> {
  const points: Point[] = []
  const io = {
    progress: (_: unknown, some: readonly Point[]) => void points.push(...some),
    note: () => {},
    stopRequested: () => false,
  }
  return { ...(await train(place, io, false)), points }
}

const valuesOf = (points: readonly Point[], series: string): number[] =>
  points.filter((p) => p.series === series).map((p) => p.value)

test('masked language modelling on an unlabelled file: loss and perplexity fall together', async () => {
  const place = await makePlace(join(folder, 'full'), { csv: reviews(300), task: 'unlabelled', spec })
  const planned = await planRun(place)
  const { result, points } = await run(place)
  expect(result.steps, 'every text is in the sample').toBe(planned.steps)
  const losses = valuesOf(points, 'dev/loss')
  expect(valuesOf(points, 'dev/perplexity')).toEqual(losses.map(Math.exp))
  expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.5)
  expect(result.best).toMatchObject({ series: 'dev/loss', value: Math.min(...losses) })
  expect(result.scores.dev?.loss, 'the best weights, on the same masks').toBe(result.best?.value)
  expect(result.scores.test?.perplexity).toBe(Math.exp(result.scores.test!.loss))
  expect(existsSync(join(place.runFolder, 'predictions.dev.jsonl'))).toBe(false)
  await expect(Predictor.open(place, () => {})).rejects.toMatchObject({
    code: 'run',
    message: expect.stringContaining('gives texts no labels'),
  })
  const probed = await probeRun(place)
  expect(probed.tokensPerSecond).toBeGreaterThan(0)
})

for (const [tuning, owned] of [
  ['head', /^cls\./],
  ['lora', /\.lora_[AB]\.weight$/],
] as const)
  test(`labels are ignored, and ${tuning} trains only its own`, async () => {
    const place = await makePlace(join(folder, tuning), {
      csv: reviews(120),
      spec: { ...spec, tuning: { id: tuning }, training: { ...training, epochs: 1 } },
    })
    const { points } = await run(place)
    expect(valuesOf(points, 'train/loss').length).toBeGreaterThan(3)
    const best = await openSafetensors(join(place.runFolder, 'best.safetensors'))
    await best.close()
    expect([...best.tensors.keys()].filter((name) => !owned.test(name))).toEqual([])
  })

test('another seed trains on other masks, and is judged by the same ones', async () => {
  const place = await makePlace(join(folder, 'seeds'), {
    csv: reviews(120),
    bert: { dropout: 0 },
    spec: { ...spec, training: { ...training, learningRate: 0, steps: 2, evaluateEvery: 1 } },
  })
  const other = await anotherRun(
    { ...place, spec: { ...place.spec, seed: 14 } },
    join(folder, 'seeds', 'other'),
  )
  const [a, b] = [await run(place), await run(other)]
  expect(valuesOf(a.points, 'train/loss')).not.toEqual(valuesOf(b.points, 'train/loss'))
  expect(valuesOf(a.points, 'dev/loss')).toEqual(valuesOf(b.points, 'dev/loss'))
})

test('a causal objective is refused to a BERT, and unreadable texts to any', async () => {
  const causal = { ...spec, objective: { id: 'causalLm' } }
  await expect(run(await makePlace(join(folder, 'causal'), { spec: causal }))).rejects.toMatchObject({
    code: 'method',
  })
  const csv = ['text', ...Array.from({ length: 12 }, () => '你好')].join('\n')
  await expect(
    run(await makePlace(join(folder, 'unknown'), { csv, task: 'unlabelled', spec })),
  ).rejects.toMatchObject({ code: 'dataset', message: expect.stringContaining('nothing to learn') })
})

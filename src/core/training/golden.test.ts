// BERT, its objectives, tunings and optimizer against PyTorch and PEFT, number by number (parity/README.md).
import { expect, test } from 'vitest'
import {
  goldenFolder,
  readGolden,
  readGoldenTensors,
  type GoldenCase,
  type GoldenTensor,
} from '../../testing/golden.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import { openModel } from '../models/open.ts'
import { classify } from '../objectives/classify.ts'
import { languageModelLoss } from '../objectives/languageModel.ts'
import type { Task } from '../objectives/objective.ts'
import { regress } from '../objectives/regress.ts'
import { Session, tensor, type Tensor } from '../runtime/session.ts'
import { pack } from '../tokens/pack.ts'
import { full } from '../tuning/full.ts'
import { head } from '../tuning/head.ts'
import { lora } from '../tuning/lora.ts'
import type { Applied } from '../tuning/tuning.ts'
import { batchDims, batchFeeds } from './feeds.ts'
import {
  context,
  evaluationGraph,
  gradientName,
  still,
  trainingGraph,
  withGradients,
  type TrainingGraph,
} from './graphs.ts'
import { Masks } from './masks.ts'
import { Stepper, type Piece } from './stepper.ts'
import { loadWeights, regionTensors } from './weights.ts'

const { batch, optimizer, cases } = await readGolden()
const model = await openModel(goldenFolder)
const cpu = { device: 'cpu', threads: 1 } as const
const labels = ['a', 'b', 'c', 'd']

function tuningOf({ tuning, lora: settings }: GoldenCase): Applied {
  if (tuning === 'full') return full.apply({}, model)
  if (tuning === 'head') return head.apply({}, model)
  return lora.apply(
    {
      rank: settings!.rank,
      alpha: settings!.alpha,
      rsLora: settings!.rsLora,
      targets: [...settings!.targetModules],
      dropout: 0,
    },
    model,
  )
}

function taskOf(objective: GoldenCase['objective']): Task | null {
  if (objective === 'maskedLm') return null
  if (objective === 'regress') return regress.for({}, [], [])
  const weighted = objective === 'classifyWeighted'
  const classWeights = weighted ? Object.fromEntries(labels.map((l, i) => [l, batch.classWeights[i]!])) : {}
  return classify.for(
    { balance: false, classWeights, labelSmoothing: weighted ? batch.labelSmoothing : 0 },
    labels,
    [],
  )
}

const rows = batch.ids.map((ids, i) => ({ ids, types: batch.tokenTypes[i]! }))
const maskedRows = batch.maskedIds.map((ids, i) => ({ ids, types: batch.tokenTypes[i]! }))

test('hidden states of every layer and the pooler', async () => {
  const expected = await readGoldenTensors('hidden.safetensors')
  const c = context(model, { hooks: {}, trains: () => false }, false)
  const states = model.encode(c, still)
  const names = ['embeddings', 'layer.0', 'layer.1']
  states.forEach((state, i) => c.g.output(names[i]!, state))
  c.g.output('pooler', model.pool(c, c.g.embed(states.at(-1)!, c.batch.first), still))
  const checkpoint = await openCheckpoint(goldenFolder)
  const { tensors } = await loadWeights(c.g.parameters.values(), [], checkpoint, model.aliases, 1)
  await checkpoint.close()
  const session = await Session.create(c.g, cpu)
  const outputs = await session.run(
    { ...tensors, ...batchFeeds(pack(rows)) },
    Object.fromEntries([...names, 'pooler'].map((n) => [n, null])),
  )
  for (const name of [...names, 'pooler'])
    close(name, outputs[name]!.data as Float32Array, expected.get(name)!, 1e-5)
})

for (const golden of cases)
  test(`${golden.objective} x ${golden.tuning}: logits, loss, gradients, three AdamW steps`, async () => {
    const expected = await readGoldenTensors(golden.file)
    const tuning = tuningOf(golden)
    const task = taskOf(golden.objective)
    const isNew = (name: string): boolean => golden.trainable.includes(name) && golden.tuning !== 'full'
    const { graph, trained } = task
      ? trainingGraph(model, tuning, task, still, isNew)
      : maskedLmGraph(tuning, isNew)
    const names = trained.map((p) => p.value.name)
    expect([...names].sort()).toEqual([...golden.trainable].sort())

    const checkpoint = await openCheckpoint(goldenFolder)
    const weights = await loadWeights(graph.parameters.values(), trained, checkpoint, model.aliases, 1)
    await checkpoint.close()
    for (const [name, { data }] of initialTensors(expected))
      (weights.tensors[name]!.data as Float32Array).set(data)

    if (task) {
      const session = await Session.create(evaluationGraph(model, tuning, task), cpu)
      const { logits } = await session.run(
        { ...weights.tensors, ...batchFeeds(pack(rows)) },
        { logits: null },
      )
      close('logits', logits!.data as Float32Array, expected.get('logits')!, 1e-5)
    }

    const stepper = new Stepper(await Session.create(graph, cpu), weights, new Masks(graph.dropouts, 1))
    const gradients = regionTensors(weights, 'gradients', (name) => name)
    for (let step = 1; step <= optimizer.steps; step++) {
      // The second step runs in two pieces, which must add up to the same.
      const pieces =
        step === 2 ? [pieceOf(task, [0, 1]), pieceOf(task, [2, 3])] : [pieceOf(task, [0, 1, 2, 3])]
      const { loss } = await stepper.step(pieces, {
        step,
        learningRate: optimizer.learningRate,
        weightDecay: optimizer.weightDecay,
        clip: 0,
      })
      expect(Math.abs(loss - golden.losses[step - 1]!), `loss of step ${step}`).toBeLessThan(1e-5)
      if (step > 1) continue
      for (const name of names.filter(meaningful))
        close(
          gradientName(name),
          gradients[name]!.data as Float32Array,
          expected.get(`gradient/${name}`)!,
          1e-4,
        )
    }
    for (const name of names.filter(meaningful))
      close(
        `after ${name}`,
        weights.tensors[name]!.data as Float32Array,
        expected.get(`after/${name}`)!,
        1e-4,
      )
  })

// Its true gradient is 0: softmax does not see a shift common to all keys.
const meaningful = (name: string): boolean => !name.endsWith('attention.self.key.bias')

function maskedLmGraph(tuning: Applied, isNew: (name: string) => boolean): TrainingGraph {
  const c = context(model, tuning, true)
  const loss = languageModelLoss(c, model, still)
  return withGradients(c.g, loss, (name) => tuning.trains(name) || isNew(name))
}

function initialTensors(expected: ReadonlyMap<string, GoldenTensor>): [string, GoldenTensor][] {
  return [...expected].flatMap(([key, value]) =>
    key.startsWith('initial/') ? [[key.slice('initial/'.length), value] as [string, GoldenTensor]] : [],
  )
}

function pieceOf(task: Task | null, chosen: readonly number[]): Piece {
  const packed = pack(chosen.map((i) => (task ? rows : maskedRows)[i]!))
  const feeds: { [name: string]: Tensor } = batchFeeds(packed)
  if (task) {
    const targets = task.outputs === 1 ? batch.labels.regress : batch.labels.classify
    for (const [name, { data, shape }] of Object.entries(
      task.feeds(
        chosen.map((i) => targets[i]!),
        targets,
      ),
    ))
      feeds[name] = tensor(data, shape)
  } else {
    const flat = chosen.flatMap((i) => [...batch.labels.maskedLm[i]!])
    const places = flat.flatMap((label, i) => (label === -100 ? [] : [i]))
    const total = batch.labels.maskedLm.flat().filter((label) => label !== -100).length
    feeds['places'] = tensor(BigInt64Array.from(places, BigInt), [places.length])
    feeds['labels'] = tensor(
      BigInt64Array.from(places, (i) => BigInt(flat[i]!)),
      [places.length, 1],
    )
    feeds['labelWeights'] = tensor(new Float32Array(places.length).fill(1 / total), [places.length, 1])
  }
  return { feeds, dims: batchDims(packed) }
}

/** Largest difference relative to the largest element. */
function close(what: string, actual: Float32Array, { data }: GoldenTensor, tolerance: number): void {
  expect(actual.length, what).toBe(data.length)
  const size = data.reduce((top, x) => Math.max(top, Math.abs(x)), 1e-6)
  const worst = data.reduce((top, x, i) => Math.max(top, Math.abs(x - actual[i]!)), 0)
  expect(worst / size, `${what}: relative difference`).toBeLessThan(tolerance)
}

// Every way of training exits against a twin in PyTorch: all layers' answers, losses, gradients, three steps (parity/exits.py).
import { describe, expect, test } from 'vitest'
import {
  goldenExitModels,
  goldenFolder,
  readGoldenExits,
  readGoldenTensors,
  type GoldenBatch,
  type GoldenExitCase,
  type GoldenTensor,
} from '../../testing/golden.ts'
import { resolveSpec } from '../catalog/resolveSpec.ts'
import { applyTuning } from '../catalog/tunings.ts'
import { copied } from '../exits/heads.ts'
import { openCheckpoint } from '../files/checkpoint.ts'
import { openModel } from '../models/open.ts'
import { classify } from '../objectives/classify.ts'
import type { RowTask } from '../objectives/objective.ts'
import { regress } from '../objectives/regress.ts'
import { Session } from '../runtime/session.ts'
import { pack } from '../tokens/pack.ts'
import { exitEvaluationGraph, layerOutputs, type ExitModel } from './exitGraphs.ts'
import { batchFeeds, pieceOf } from './feeds.ts'
import { gradientName, still } from './graphs.ts'
import { phaseStepper } from './phasePlan.ts'
import { exitsOf, trainingPhases, wholeGraph } from './phases.ts'
import type { Piece } from './stepper.ts'
import { exitFeeds } from './trainBatches.ts'
import { loadWeights, regionTensors, storedName } from './weights.ts'

const cpu = { device: 'cpu', threads: 1 } as const
const labels = ['a', 'b', 'c', 'd']

describe.for(goldenExitModels)('%s', async (name) => {
  const folder = goldenFolder(name)
  const { batch, optimizer, temperature, cases } = await readGoldenExits(name)
  const model = await openModel(folder)
  const header = await openCheckpoint(folder)
  await header.close()
  const aliases = (weight: string): readonly string[] => model.aliases(copied(weight) ?? weight)
  const isNew = (weight: string): boolean => storedName(header, aliases(weight)) === undefined

  test.for(cases)('$exit, certainty $certainty, $objective x $tuning', async (golden) => {
    const files = await Promise.all(golden.phases.map(({ file }) => readGoldenTensors(name, file)))
    const spec = specOf(golden, temperature)
    const tuning = applyTuning(spec.tuning, model)
    const task = golden.objective === 'regress' ? regress.for({}, [], []) : classified
    const exits = exitsOf(spec, { model, tuning, task })!
    const { graph, trained } = wholeGraph(exits, still, isNew)
    const checkpoint = await openCheckpoint(folder)
    const weights = await loadWeights(graph.parameters.values(), trained, checkpoint, aliases, 1)
    await checkpoint.close()
    for (const [key, { data }] of files.flatMap((file) => [...file]))
      if (key.startsWith('initial/'))
        (weights.tensors[key.slice('initial/'.length)]!.data as Float32Array).set(data)

    const phases = trainingPhases({ model, tuning, task }, exits, still, isNew)
    expect(phases).toHaveLength(golden.phases.length)
    for (const [p, { trainable, losses }] of golden.phases.entries()) {
      const [phase, expected] = [phases[p]!, files[p]!]
      const names = phase.graph.trained.map(({ value }) => value.name)
      expect([...names].sort()).toEqual(trainable)
      const answers = await answersOf(exits, weights.tensors, batch)
      close('answers', answers, expected.get('logits')!, 1e-5)

      const stepper = phaseStepper(await Session.create(phase.graph.graph, cpu), phase.graph, weights, 1)
      const gradients = regionTensors(weights, 'gradients', (weight) => weight)
      for (let step = 1; step <= optimizer.steps; step++) {
        const counts = phase.exits!.weights(step, model.facts.layers)
        const piece = (chosen: readonly number[]): Piece => pieceFor(batch, task, counts, chosen)
        // The second step runs in two pieces, which must add up to the same.
        const pieces = step === 2 ? [piece([0, 1]), piece([2, 3])] : [piece([0, 1, 2, 3])]
        const { learningRate, weightDecay } = optimizer
        const { loss } = await stepper.step(pieces, { step, learningRate, weightDecay, clip: 0 })
        expect(Math.abs(loss / losses[step - 1]! - 1), `loss of step ${step}`).toBeLessThan(1e-5)
        if (step === 1)
          for (const weight of names)
            close(
              gradientName(weight),
              gradients[weight]!.data as Float32Array,
              expected.get(`gradient/${weight}`)!,
              1e-4,
            )
      }
      for (const weight of names.filter((one) => !isKeyBias(one)))
        close(
          `after ${weight}`,
          weights.tensors[weight]!.data as Float32Array,
          expected.get(`after/${weight}`)!,
          1e-4,
        )
    }
  })
})

const classified = classify.for({ balance: false, classWeights: {}, labelSmoothing: 0 }, labels, [])

/** Softmax does not see a shift common to all keys: the gradient of their bias is noise, out of which AdamW makes steps. */
const isKeyBias = (name: string): boolean => /\.(key|k_lin)\.bias$/.test(name)

function specOf({ exit, certainty, objective, tuning }: GoldenExitCase, temperature: number) {
  const options = {
    ...(exit !== 'twoStage' && { certainty }),
    ...(exit === 'selfDistil' && { temperature }),
  }
  const lora = { rank: 4, alpha: 8, dropout: 0, rsLora: false }
  return resolveSpec({
    dataset: '',
    model: '',
    objective: { id: objective },
    tuning: { id: tuning, options: tuning === 'lora' ? lora : {} },
    exit: { id: exit, options },
  })
}

function pieceFor(
  { ids, tokenTypes, labels: { regress: numbers, classify: classes } }: GoldenBatch,
  task: RowTask,
  counts: readonly number[],
  chosen: readonly number[],
): Piece {
  const targets = task.outputs === 1 ? numbers : classes
  const feeds = task.feeds(
    chosen.map((i) => targets[i]!),
    targets,
  )
  const rows = chosen.map((i) => ({ ids: ids[i]!, types: tokenTypes[i]! }))
  return pieceOf(rows, { ...feeds, ...exitFeeds(counts, chosen.length, targets.length) })
}

/** What every layer says of each row, [layers, rows, outputs], behind the logits the doubt where it is learned. */
async function answersOf(
  exits: ExitModel,
  tensors: Parameters<Session['run']>[0],
  { ids, tokenTypes }: GoldenBatch,
): Promise<Float32Array> {
  const graph = exitEvaluationGraph(exits)
  const session = await Session.create(graph, cpu)
  const inputs = Object.fromEntries([...graph.parameters.keys()].map((name) => [name, tensors[name]!]))
  const feeds = batchFeeds(pack(ids.map((row, i) => ({ ids: row, types: tokenTypes[i]! }))))
  const { logits, doubts } = layerOutputs(exits)
  const found = await session.run(
    { ...inputs, ...feeds },
    Object.fromEntries([...logits, ...doubts].map((name) => [name, null])),
  )
  await session.release()
  const { outputs } = exits.task
  const said = logits.flatMap((name, l) =>
    ids.flatMap((_, i) => [
      ...(found[name]!.data as Float32Array).slice(i * outputs, (i + 1) * outputs),
      ...(doubts.length > 0 ? [(found[doubts[l]!]!.data as Float32Array)[i]!] : []),
    ]),
  )
  return Float32Array.from(said)
}

/** Largest difference relative to the largest element; a tensor of zeros is compared with what a gradient usually is. */
function close(what: string, actual: Float32Array, { data }: GoldenTensor, tolerance: number): void {
  expect(actual.length, what).toBe(data.length)
  const size = data.reduce((top, x) => Math.max(top, Math.abs(x)), 1e-3)
  const worst = data.reduce((top, x, i) => Math.max(top, Math.abs(x - actual[i]!)), 0)
  expect(worst / size, `${what}: relative difference`).toBeLessThan(tolerance)
}

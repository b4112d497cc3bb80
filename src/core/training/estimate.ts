// What a run would cost: counted at once, or measured by five real steps.
import type { RunPlace } from '../../shared/jobs.ts'
import { splitNames, type SplitName } from '../../shared/run.ts'
import { chooseDevice } from '../runtime/devices.ts'
import { Session } from '../runtime/session.ts'
import { logitsOf } from './evaluate.ts'
import { Masks } from './masks.ts'
import { stepPlan } from './plan.ts'
import { prepare } from './prepare.ts'
import { Stepper } from './stepper.ts'
import { TrainBatches } from './trainBatches.ts'

export interface Planned {
  readonly trainableParameters: number
  readonly totalParameters: number
  readonly rows: Partial<Record<SplitName, number>>
  readonly steps: number
  readonly warnings: readonly string[]
}

/** Counts parameters, rows and steps. */
export async function planRun(place: RunPlace): Promise<Planned> {
  const { method, rows, warnings } = await prepare(place, () => {})
  return {
    trainableParameters: method.parameters.trainable,
    totalParameters: method.parameters.total,
    rows: Object.fromEntries(splitNames.map((s) => [s, rows[s].table.count])),
    steps: stepPlan(rows.train.table.count, place.spec.training).steps,
    warnings,
  }
}

export interface Probed {
  readonly seconds: number
  readonly tokensPerSecond: number
  readonly memoryBytes: number
  readonly diskBytes: number
}

const measured = 5

/** Trains five real steps after one to warm up, keeps nothing, and multiplies. */
export async function probeRun(place: RunPlace): Promise<Probed> {
  const { spec } = place
  const { method, rows } = await prepare(place, () => {})
  const { device } = await chooseDevice(spec.device)
  const settings = { device, threads: spec.threads }
  const { graph, trained } = method.trainingGraph()
  const weights = await method.load(graph.parameters.values(), trained)
  const stepper = new Stepper(await Session.create(graph, settings), weights, new Masks(graph.dropouts, spec.seed))
  const plan = stepPlan(rows.train.table.count, spec.training)
  const batches = new TrainBatches(method, rows.train, spec, plan)
  let tokens = 0
  let start = performance.now()
  for (let step = 1; step <= 1 + measured; step++) {
    if (step === 2) start = performance.now()
    const batch = batches.at(((step - 1) % plan.stepsPerEpoch) + 1)
    await stepper.step(batch.pieces, { step, learningRate: 0, weightDecay: 0, clip: 1 })
    if (step > 1) tokens += batch.tokens
  }
  const tokensPerSecond = (tokens * 1000) / (performance.now() - start)
  const looks = Array.from({ length: plan.steps }, (_, i) => i + 1).filter(plan.evaluatesAfter).length + 1
  const evaluation = await evaluationSeconds(method, rows.dev.table, weights.tensors, settings)
  const perStep = rows.train.table.ids.length / plan.stepsPerEpoch
  return {
    seconds: (plan.steps * perStep) / tokensPerSecond + looks * evaluation,
    tokensPerSecond,
    memoryBytes: process.resourceUsage().maxRSS * 1024,
    // Two checkpoints of three regions, and the best weights
    diskBytes: method.parameters.trainable * 4 * 7,
  }
}

const sampled = 64

async function evaluationSeconds(
  method: Awaited<ReturnType<typeof prepare>>['method'],
  table: Awaited<ReturnType<typeof prepare>>['rows']['dev']['table'],
  weights: Parameters<typeof logitsOf>[1],
  settings: Parameters<typeof Session.create>[1],
): Promise<number> {
  const count = Math.min(sampled, table.count)
  if (count === 0) return 0
  const session = await Session.create(method.evaluationGraph(), settings)
  const start = performance.now()
  await logitsOf(session, weights, { ...table, count, offsets: table.offsets.subarray(0, count + 1) }, method.model, method.task.outputs)
  return ((performance.now() - start) / 1000) * (table.count / count)
}

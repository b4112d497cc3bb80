// What a run would cost: counted at once, or measured by five real steps.
import type { RunPlace } from '../../shared/jobs.ts'
import { splitNames, type SplitName } from '../../shared/run.ts'
import { isIdle } from '../catalog/tunings.ts'
import { openSessions } from '../runtime/openSessions.ts'
import type { Session } from '../runtime/session.ts'
import { evaluate } from './evaluate.ts'
import { phaseStepper } from './phasePlan.ts'
import type { TrainingPhase } from './phases.ts'
import { noSteps, stepPlan } from './plan.ts'
import { divide, noValidation, prepare, type Prepared } from './prepare.ts'
import { TrainBatches } from './trainBatches.ts'
import type { Weights } from './weights.ts'

export interface Planned {
  readonly trainableParameters: number
  /** Those of the head, which every method trains. */
  readonly headParameters: number
  readonly totalParameters: number
  readonly rows: Partial<Record<SplitName, number>>
  readonly steps: number
  readonly warnings: readonly string[]
}

/** Counts parameters, rows and steps. Reads texts only where a row is more or less than a text, and then a sample. */
export async function planRun(place: RunPlace): Promise<Planned> {
  const { method, division } = await divide(place)
  const trainRows =
    method.task.kind === 'rows'
      ? division.train.indices.length
      : wholeSplit(await prepare(place, () => {}, sampled), 'train')
  const { total, trainable, head } = method.parameters
  const rows = Object.fromEntries(splitNames.map((s) => [s, division[s].indices.length]))
  const warnings = [...method.warnings, ...(division.dev.indices.length === 0 ? [noValidation] : [])]
  const { steps } = isIdle(place.spec.tuning) ? noSteps : stepPlan(trainRows, place.spec.training)
  return {
    trainableParameters: trainable,
    headParameters: head,
    totalParameters: total,
    rows,
    steps,
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
/** Rows of each split that a probe reads. */
const sampled = 512

/** How many rows the whole split would be, of which at most `sampled` texts were read. */
function wholeSplit({ rows, division }: Prepared, split: SplitName): number {
  const texts = division[split].indices.length
  const { count, each } = rows[split].table
  return Math.ceil(((count / each) * texts) / Math.min(sampled, texts))
}

/** Trains five real steps after one to warm up, keeps nothing, and multiplies. */
export async function probeRun(place: RunPlace): Promise<Probed> {
  const { spec } = place
  const prepared = await prepare(place, () => {}, sampled)
  if (isIdle(spec.tuning)) return probeUntrained(place, prepared)
  const { method, rows } = prepared
  const { trained, graph: whole } = method.trainingGraph()
  // Of several phases the first is the longest way through the model.
  const [{ graph: first, exits }] = method.phases() as [TrainingPhase]
  const graphs = { training: first.graph, looking: method.evaluationGraph() }
  const { sessions } = await openSessions(graphs, spec, () => {})
  const weights = await method.load(whole.parameters.values(), trained)
  const stepper = phaseStepper(sessions.training, first, weights, spec.seed)
  const few = stepPlan(rows.train.table.count, spec.training)
  const batches = new TrainBatches(prepared, spec, few)
  let tokens = 0
  let start = performance.now()
  for (let step = 1; step <= 1 + measured; step++) {
    if (step === 2) start = performance.now()
    const counts = exits?.weights(step, method.model.facts.layers)
    const batch = await batches.at(((step - 1) % few.stepsPerEpoch) + 1, counts)
    await stepper.step(batch.pieces, { step, learningRate: 0, weightDecay: 0, clip: 1 })
    if (step > 1) tokens += batch.tokens
  }
  const tokensPerSecond = (tokens * 1000) / (performance.now() - start)
  const plan = stepPlan(wholeSplit(prepared, 'train'), spec.training)
  const looks = Array.from({ length: plan.steps }, (_, i) => i + 1).filter(plan.evaluatesAfter).length + 1
  const perStep = rows.train.table.ids.length / few.stepsPerEpoch
  return {
    seconds:
      (plan.steps * perStep) / tokensPerSecond +
      looks * (await evaluationSeconds(prepared, weights.tensors, sessions.looking)),
    tokensPerSecond,
    memoryBytes: process.resourceUsage().maxRSS * 1024,
    // Two checkpoints of three regions, and the best weights
    diskBytes: method.parameters.trainable * 4 * 7,
  }
}

/** The same for a run that trains nothing: only its evaluation takes time. */
async function probeUntrained({ spec }: RunPlace, prepared: Prepared): Promise<Probed> {
  const { method } = prepared
  const graph = method.evaluationGraph()
  const { sessions } = await openSessions({ looking: graph }, spec, () => {})
  const { tensors } = await method.load(graph.parameters.values(), [])
  return {
    seconds: await evaluationSeconds(prepared, tensors, sessions.looking),
    tokensPerSecond: 0,
    memoryBytes: process.resourceUsage().maxRSS * 1024,
    diskBytes: 0,
  }
}

async function evaluationSeconds(
  prepared: Prepared,
  weights: Weights['tensors'],
  session: Session,
): Promise<number> {
  const { method, rows } = prepared
  if (rows.dev.table.count === 0) return 0
  const start = performance.now()
  await evaluate(method, session, weights, rows.dev)
  const { count, each } = rows.dev.table
  return ((performance.now() - start) / 1000) * (wholeSplit(prepared, 'dev') / (count / each))
}

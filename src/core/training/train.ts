// A run from its first step, or its newest checkpoint, to its result.
import { join } from 'node:path'
import type { RunPlace } from '../../shared/jobs.ts'
import type { RunResult } from '../../shared/run.ts'
import { isIdle } from '../catalog/tunings.ts'
import { removeHalfWritten, writeJsonAtomic } from '../files/atomic.ts'
import type { Graph } from '../graph/graph.ts'
import { openSessions } from '../runtime/openSessions.ts'
import { loadBest, saveBest } from './bestWeights.ts'
import { loadCheckpoint, openCheckpointFolder, saveCheckpoint } from './checkpoint.ts'
import { askUntrained } from './askUntrained.ts'
import { saveDemonstrations } from './demonstrationFile.ts'
import { evaluate, type Found } from './evaluate.ts'
import { chosenBy, devSeries } from './looks.ts'
import { phaseAt, phaseStepper, planPhases } from './phasePlan.ts'
import { stepPlan } from './plan.ts'
import { prepare, type Rows } from './prepare.ts'
import { Progress, type Best } from './progress.ts'
import { Reporter, type TrainingIo } from './reporter.ts'
import { learningRateAt } from './schedule.ts'
import { scoreSplits } from './scoreSplits.ts'
import { startFrom } from './startFrom.ts'
import { diverged } from './stepper.ts'
import { TrainBatches } from './trainBatches.ts'

export interface Trained {
  readonly state: 'done' | 'stopped'
  readonly result: RunResult
  readonly note: string
}

/** Trains until the last step, until patience ends, or until asked to stop; a stop keeps a usable model. */
export async function train(place: RunPlace, io: TrainingIo, resume: boolean): Promise<Trained> {
  const { spec, runFolder, startFolder } = place
  const options = spec.training
  const checkpoints = join(runFolder, 'checkpoints')
  await openCheckpointFolder(checkpoints, resume)
  await removeHalfWritten(runFolder)
  const prepared = await prepare(place, io.note)
  const { method, rows, file, demonstrations, warnings } = prepared
  if (demonstrations) await saveDemonstrations(runFolder, demonstrations)
  await writeJsonAtomic(join(runFolder, 'run.json'), file)
  warnings.forEach(io.note)
  if (isIdle(spec.tuning)) return askUntrained(place, prepared, io)
  const { graph, trained } = method.trainingGraph()
  const plan = stepPlan(rows.train.table.count, options)
  const phases = planPhases(method.phases(), plan.steps)
  const graphs: { [name: string]: Graph } = { looking: method.evaluationGraph() }
  phases.forEach(({ graph: own }, i) => (graphs[i] = own.graph))
  const elsewhere: string[] = []
  const { device, sessions } = await openSessions(graphs, spec, (sentence) => {
    io.note(sentence)
    elsewhere.push(sentence)
  })
  const weights = await method.load(graph.parameters.values(), trained)
  if (startFolder !== undefined) await startFrom(startFolder, file, method, weights)
  const steppers = phases.map(({ graph: own }, i) => phaseStepper(sessions[i]!, own, weights, spec.seed))
  const batches = new TrainBatches(prepared, spec, plan)

  const look = async (of: Rows): Promise<Found> => {
    const found = await evaluate(method, sessions['looking']!, weights.tensors, of, () =>
      reporter.alive('Evaluating'),
    )
    if (!Number.isFinite(found.scores.loss)) throw diverged(step, options.learningRate ?? 0)
    return found
  }

  const kept = await loadCheckpoint(checkpoints, weights.blocks, io.note)
  const progress = Progress.from(kept, method.task.criterion, plan.steps)
  let step = kept?.step ?? 0
  const reporter = new Reporter(io, plan, step, progress.seconds)
  let lastSave = performance.now()
  let saveTakes = 0
  const save = async (): Promise<void> => {
    // First, so that no point of a step before the checkpoint is lost with the process.
    reporter.flush('Training')
    const start = performance.now()
    await saveCheckpoint(checkpoints, progress.state(step, reporter.seconds), weights.blocks)
    lastSave = performance.now()
    saveTakes = lastSave - start
  }

  // Only the last phase ends early: those before it prepare it.
  const ended = (): boolean =>
    step >= plan.steps || (step > phases.at(-1)!.before && progress.outOfPatience(options.patience))
  while (!ended() && !io.stopRequested()) {
    step++
    const start = performance.now()
    const phase = phaseAt(phases, step)
    const inPhase = step - phase.before
    const learningRate = learningRateAt(inPhase, phase.steps, options.learningRate ?? 0, options)
    const counts = phase.exits?.weights(inPhase, method.model.facts.layers)
    const { pieces, tokens } = await batches.at(step, counts)
    const { loss, gradientNorm } = await steppers[phases.indexOf(phase)]!.step(pieces, {
      step: inPhase,
      learningRate,
      weightDecay: options.weightDecay,
      clip: options.clip,
    })
    reporter.stepped(step, tokens, (performance.now() - start) / 1000, {
      'train/loss': loss,
      'train/learningRate': learningRate,
      'train/gradientNorm': gradientNorm,
    })
    if (rows.dev.table.count > 0 && plan.evaluatesAfter(step)) {
      reporter.flush('Evaluating')
      const found = await look(rows.dev)
      reporter.add(devSeries(method, found))
      reporter.flush('Training')
      if (progress.evaluated(step, ...chosenBy(method, phase, found)))
        await saveBest(runFolder, weights, step, progress.best)
    }
    if (inPhase === phase.steps && step < plan.steps) {
      if (progress.best) await loadBest(runFolder, weights.tensors)
      progress.startPhase()
      // The next phase writes over this one's best weights, so nobody may go on from before them any more.
      await save()
    }
    // A large model's copy takes seconds: never spend more than a tenth of the time on it. When it is made changes no number.
    if (step % options.checkpointEvery === 0 && performance.now() - lastSave > 10 * saveTakes) await save()
  }
  const stopped = !ended()
  await save()
  reporter.flush('Evaluating')
  // After a kill the file may hold a better one than the checkpoint that the run went on from knew of.
  if (!progress.best) await saveBest(runFolder, weights, step, null)
  const best = await loadBest(runFolder, weights.tensors)

  const scored = await scoreSplits(place, method.task, rows, look)
  reporter.flush(stopped ? 'Stopped' : 'Done')
  const result: RunResult = {
    ...scored,
    best,
    steps: step,
    trainableParameters: method.parameters.trainable,
    totalParameters: method.parameters.total,
    tokensPerSecond: reporter.tokensPerSecond,
    seconds: reporter.seconds,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    device,
  }
  return {
    state: stopped ? 'stopped' : 'done',
    result,
    note: [...elsewhere, ending(stopped, step, plan.steps, best)].join(' '),
  }
}

function ending(stopped: boolean, step: number, steps: number, best: Best | null): string {
  const how = stopped
    ? `Stopped after step ${step} of ${steps}.`
    : step < steps
      ? `Stopped early after step ${step}: no improvement for a while.`
      : `Trained for ${steps} ${steps === 1 ? 'step' : 'steps'}.`
  const kept = best
    ? `Kept the best weights, of step ${best.step} (${best.series} ${best.value.toPrecision(3)}).`
    : 'Kept the weights of the last step.'
  return `${how} ${kept}`
}

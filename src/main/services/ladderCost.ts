// What runs of one method cost: as earlier ones did on this machine, or as five real steps say.
import { mkdtemp, rm } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { usesModel } from '../../core/catalog/resolveSpec.ts'
import type { RunPlace } from '../../shared/jobs.ts'
import type { RunSpec } from '../../shared/run.ts'
import type { StoredRun } from '../store/runs.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import { noModel, type RunBasis } from './newRun.ts'

export interface Cost {
  readonly trainableParameters: number
  readonly totalParameters: number
  /** At its peak; null where it is not known. */
  readonly memoryBytes: number | null
  /** What the seconds were reckoned from. */
  readonly basis: 'earlier' | 'trial' | 'none'
  /** Seconds of a run of so many steps, 0 for one that trains nothing, from the start of its process to its end; null where that is not known. */
  secondsOf(steps: number): number | null
}

/** What a run of `spec`, the longest of its method, would cost. */
export async function costOf(
  context: Context,
  { model }: RunBasis,
  spec: RunSpec,
  measure: boolean,
): Promise<Cost> {
  const modelFolder = usesModel(spec) ? model.folder : noModel.folder
  const earlier = context.store.runs
    .list()
    .filter((run) => run.state === 'done' && run.modelFolder === modelFolder && isAlike(run.spec, spec))
  if (earlier.length > 0) return costOfEarlier(earlier)
  const runFolder = await mkdtemp(context.home.run('.trial-'))
  const place: RunPlace = {
    spec,
    datasetFolder: context.home.dataset(spec.dataset),
    modelFolder,
    runFolder,
  }
  try {
    const planned = await askWorker(context.platform, { kind: 'plan', place }, 'planned')
    const { trainableParameters, totalParameters } = planned
    if (!measure)
      return { trainableParameters, totalParameters, memoryBytes: null, basis: 'none', secondsOf: () => null }
    const start = performance.now()
    const probed = await askWorker(context.platform, { kind: 'probe', place }, 'probed')
    // The trial, too, had to start a process, open the model and read rows.
    const setUp = (performance.now() - start) / 1000
    return {
      trainableParameters,
      totalParameters,
      memoryBytes: probed.memoryBytes,
      basis: 'trial',
      secondsOf: (steps) =>
        setUp + (steps === 0 ? probed.seconds : (probed.seconds * steps) / spec.training.steps),
    }
  } finally {
    await rm(runFolder, { recursive: true, force: true })
  }
}

/** Whether a step of one costs what a step of the other does. */
function isAlike(a: RunSpec, b: RunSpec): boolean {
  const what = ({ dataset, tuning, objective, device, threads, training }: RunSpec): unknown => ({
    dataset,
    tuning,
    objective: objective.id,
    device,
    threads,
    batch: training.batch,
    maxLength: training.maxLength,
    microTokens: training.microTokens,
  })
  return isDeepStrictEqual(what(a), what(b))
}

function costOfEarlier(runs: readonly StoredRun[]): Cost {
  const perStep = runs.map((run) => wallSeconds(run) / Math.max(1, run.result!.steps))
  const middle = perStep.toSorted((a, b) => a - b)[Math.floor(perStep.length / 2)]!
  const { trainableParameters, totalParameters } = runs[0]!.result!
  return {
    trainableParameters,
    totalParameters,
    memoryBytes: Math.max(...runs.map(({ result }) => result!.peakMemoryBytes)),
    basis: 'earlier',
    secondsOf: (steps) => middle * Math.max(1, steps),
  }
}

/** From fork to end; only the last stretch of a run that was interrupted, so at least what it counted itself. */
function wallSeconds({ started, ended, result }: StoredRun): number {
  const wall = started && ended ? (Date.parse(ended) - Date.parse(started)) / 1000 : 0
  return Math.max(wall, result!.seconds)
}

// A stored run as clients see it.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RunInfo } from '../../shared/runInfo.ts'
import type { RunPlace } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import type { RunSpec } from '../../shared/run.ts'
import type { Home } from '../home.ts'
import type { StoredRun } from '../store/runs.ts'
import type { Context } from './context.ts'
import { unlabelledDataset } from './unlabelledDataset.ts'

export function runInfo(home: Home, run: StoredRun): RunInfo {
  const { modelFolder: _, ...info } = run
  return { ...info, canContinue: canContinue(home, run) }
}

/** Whether the run was brought in, or made of others: it has no dataset to go on with, but others can start from its weights. */
export const isForeign = ({ spec }: Pick<StoredRun, 'spec'>): boolean => spec.dataset === ''

// What befell a run from outside: without a checkpoint it may still start over.
const misfortunes: readonly string[] = ['crashed', 'memory', 'disk']

/** Ended runs go on; one that failed by its own fault only from a checkpoint, because else it would fail the same way. */
function canContinue(home: Home, run: StoredRun): boolean {
  if (isForeign(run)) return false
  if (run.state === 'failed')
    return hasCheckpoint(home, run.id) || misfortunes.includes(run.error?.code ?? '')
  return run.state === 'stopped' || (run.state === 'done' && hasCheckpoint(home, run.id))
}

export function hasCheckpoint(home: Home, id: string): boolean {
  const folder = join(home.run(id), 'checkpoints')
  return existsSync(folder) && readdirSync(folder).length > 0
}

/** The run `id`. Throws LabError `notFound`. */
export function findRun({ store }: Pick<Context, 'store'>, id: string): StoredRun {
  const run = store.runs.get(id)
  if (!run) throw new LabError('notFound', `There is no run "${id}". "lathe runs" lists the runs.`, { id })
  return run
}

/** Throws LabError `model` where the model that the run started from is gone: without it, what was trained is of no use. */
export function requireModel({ id, number, modelFolder, modelTitle }: StoredRun): void {
  // A run on words alone has none.
  if (modelFolder === '' || existsSync(modelFolder)) return
  throw new LabError(
    'model',
    `Run ${number} needs the model "${modelTitle}", which is not in ${modelFolder} any more. Bring it back from the trash on the Models page, or put it there again.`,
    { run: id, folder: modelFolder },
  )
}

/** Where the run lies whose weights a run of `spec` starts from. */
export function startFolder(home: Home, { start }: RunSpec): string | undefined {
  return start === '' ? undefined : home.run(start)
}

/** Where the dataset lies whose words a run of `spec` hides. */
export function unlabelledFolder(home: Home, spec: RunSpec): string | undefined {
  const id = unlabelledDataset(spec)
  return id === undefined ? undefined : home.dataset(id)
}

/** Where a run's files lie. */
export function placeOf(home: Home, run: StoredRun): RunPlace {
  return {
    spec: run.spec,
    datasetFolder: home.dataset(run.spec.dataset),
    modelFolder: run.modelFolder,
    startFolder: startFolder(home, run.spec),
    unlabelledFolder: unlabelledFolder(home, run.spec),
    runFolder: home.run(run.id),
  }
}

/** The same for those who use what was trained. Throws as requireModel. */
export function usablePlace(home: Home, run: StoredRun): RunPlace {
  requireModel(run)
  return placeOf(home, run)
}

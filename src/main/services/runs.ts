// Runs: plan, start, stop, continue, look at.
import { mkdtemp, rm } from 'node:fs/promises'
import { resolveSpec } from '../../core/catalog/resolveSpec.ts'
import { checkStart } from '../../core/training/startFrom.ts'
import type { DatasetManifest } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import type { RunPlace } from '../../shared/jobs.ts'
import type { RunSpec } from '../../shared/run.ts'
import type { Handlers } from '../../shared/serve.ts'
import type { StoredRun } from '../store/runs.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import { findDataset } from './datasets.ts'
import { modelOf, newRun } from './newRun.ts'
import { findRun, isForeign, requireModel, runInfo, startFolder, unlabelledFolder } from './runInfo.ts'
import { teacherFolder } from './teacherFolder.ts'
import { unlabelledDataset } from './unlabelledDataset.ts'
import type { RunQueue } from './runQueue.ts'

type RunHandlers = Pick<
  Handlers,
  | 'runs.plan'
  | 'runs.probe'
  | 'runs.start'
  | 'runs.stop'
  | 'runs.continue'
  | 'runs.list'
  | 'runs.get'
  | 'runs.rename'
  | 'runs.delete'
  | 'runs.restore'
  | 'runs.series'
>

export function runService(context: Context, queue: RunQueue): RunHandlers {
  const { home, store, platform } = context
  const info = (run: StoredRun) => runInfo(home, run)
  return {
    'runs.plan': ({ spec }) =>
      onTrial(context, spec, async (place) => {
        const {
          kind: _,
          warnings,
          ...planned
        } = await askWorker(platform, { kind: 'plan', place }, 'planned')
        return { spec: place.spec, ...planned, warnings: [...warnings] }
      }),
    'runs.probe': ({ spec }) =>
      onTrial(context, spec, async (place) => {
        const { kind: _, ...probed } = await askWorker(platform, { kind: 'probe', place }, 'probed')
        return probed
      }),
    'runs.start': async ({ spec }) => {
      const model = await modelOf(context, spec)
      const full = resolveSpec(spec, model.hidden)
      const dataset = findDatasets(context, full)
      teacherFolder(context, full)
      requireStart(context, full, model.folder)
      const run = newRun(context, full, { dataset, model })
      queue.add(run)
      return info(findRun(context, run.id))
    },
    'runs.stop': ({ id }) => info(queue.stop(id)),
    'runs.continue': ({ id, moreEpochs }) => {
      const run = findRun(context, id)
      if (isForeign(run))
        throw new LabError(
          'run',
          `Run ${run.number} has no data of its own to go on with. Start a run from its weights instead ("lathe train --start ${id} --data FILE").`,
          { id },
        )
      if (!info(run).canContinue)
        throw new LabError(
          'run',
          run.state === 'failed'
            ? `Run ${run.number} failed before it kept a checkpoint. Change what its error names and start a new run.`
            : run.state === 'done'
              ? `Run ${run.number} kept no checkpoint to go on from, as runs of a ladder and runs that train nothing do not. Start a new run.`
              : `Run ${run.number} is under way already.`,
          { id, state: run.state },
        )
      if (run.state === 'done' && moreEpochs === 0)
        throw new LabError('run', `Run ${run.number} is done. Say how many more epochs it should train.`, {
          id,
        })
      requireModel(run)
      const queued = store.runs.update(id, {
        spec: trainLonger(run, moreEpochs),
        state: 'queued',
        ended: null,
        error: null,
        note: '',
        // They are those of weights that will not be the best any more.
        outOfDomain: [],
      })
      queue.add(queued)
      return info(findRun(context, id))
    },
    'runs.list': () => store.runs.list().map(info),
    'runs.get': ({ id }) => info(findRun(context, id)),
    'runs.rename': ({ id, name }) => {
      findRun(context, id)
      context.emit('runs.changed', info(store.runs.update(id, { name })))
      return { ok: true }
    },
    'runs.delete': ({ id }) => {
      const run = findRun(context, id)
      if (run.state === 'running' || run.state === 'stopping')
        throw new LabError('run', `Run ${run.number} is training. Stop it, then delete it.`, { id })
      if (run.state === 'queued') queue.stop(id)
      store.runs.setDeleted(id, new Date().toISOString())
      context.emit('runs.changed', info(findRun(context, id)))
      return { ok: true }
    },
    'runs.restore': ({ id }) => {
      findRun(context, id)
      store.runs.setDeleted(id, null)
      context.emit('runs.changed', info(findRun(context, id)))
      return { ok: true }
    },
    'runs.series': ({ id, series, buckets, afterStep }) => {
      const { number } = findRun(context, id)
      const names = series ?? store.points.names(number)
      return Object.fromEntries(
        names.map((name) => [name, store.points.series(number, name, buckets, afterStep)]),
      )
    },
  }
}

/** The dataset of a run; those that it reads beside it are here, too. Throws `notFound` where one is not. */
function findDatasets(context: Context, spec: RunSpec): DatasetManifest {
  const beside = unlabelledDataset(spec)
  if (beside !== undefined) findDataset(context, beside)
  return findDataset(context, spec.dataset)
}

/** Does `work` where a run of `spec` would lie; nothing of it stays. */
async function onTrial<T>(
  context: Context,
  spec: RunSpec,
  work: (place: RunPlace) => Promise<T>,
): Promise<T> {
  const { folder: modelFolder, hidden } = await modelOf(context, spec)
  const full = resolveSpec(spec, hidden)
  findDatasets(context, full)
  requireStart(context, full, modelFolder)
  const runFolder = await mkdtemp(context.home.run('.trial-'))
  try {
    return await work({
      spec: full,
      datasetFolder: context.home.dataset(full.dataset),
      modelFolder,
      teacherFolder: teacherFolder(context, full),
      startFolder: startFolder(context.home, full),
      unlabelledFolder: unlabelledFolder(context.home, full),
      runFolder,
    })
  } finally {
    await rm(runFolder, { recursive: true, force: true })
  }
}

/** Throws `notFound`, `run` or `option` where the run that `spec` starts from cannot be its start. */
function requireStart(context: Context, spec: RunSpec, modelFolder: string): void {
  if (spec.start === '') return
  const start = findRun(context, spec.start)
  if (!start.result)
    throw new LabError('run', `Run ${start.number} has learned nothing yet. Let it train first.`, {
      id: start.id,
    })
  if (start.modelFolder !== modelFolder)
    throw new LabError(
      'option',
      `The weights of run ${start.number} belong to the model "${start.modelTitle}". Train that one, or start anew.`,
      { option: 'model', start: start.id },
    )
  checkStart(spec, start.spec)
}

/** The run's spec with `moreEpochs` added; a limit given in steps grows in proportion. */
function trainLonger({ spec, progress }: StoredRun, moreEpochs: number): RunSpec {
  const { epochs, steps } = spec.training
  const stepsPerEpoch = progress && progress.epochs > 0 ? progress.steps / progress.epochs : 0
  return {
    ...spec,
    training: {
      ...spec.training,
      epochs: epochs + moreEpochs,
      steps: steps > 0 ? steps + Math.round(moreEpochs * stepsPerEpoch) : 0,
    },
  }
}

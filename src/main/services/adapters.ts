// Runs that come into being without training: adapters of other tools, and several LoRAs as one.
import { constants, renameSync, statSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import type { NewAdapter } from '../../shared/adapter.ts'
import type { FileRef } from '../../shared/host.ts'
import type { RunInfo } from '../../shared/runInfo.ts'
import { LabError } from '../../shared/labError.ts'
import type { RunResult } from '../../shared/run.ts'
import type { Handlers } from '../../shared/serve.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import { findTrainable, knownFolders } from './models.ts'
import type { StoredRun } from '../store/runs.ts'
import { findRun, requireModel, runInfo } from './runInfo.ts'

export function adapterService(
  context: Context,
): Pick<Handlers, Extract<keyof Handlers, `adapters.${string}`>> {
  const { home, platform } = context
  return {
    'adapters.combine': async ({ runs: wished, name, ...how }) => {
      const runs = combinable(
        context,
        wished.map(({ id }) => id),
      )
      const { modelTitle: title, modelFolder: folder } = runs[0]!
      requireModel(runs[0]!)
      const runFolder = await mkdtemp(join(home.uploads, 'import-'))
      try {
        const parts = runs.map(({ id }, i) => ({ runFolder: home.run(id), weight: wished[i]!.weight }))
        const job = { kind: 'combine', runs: parts, how, name, modelFolder: folder, runFolder } as const
        const { combined } = await askWorker(platform, job, 'combined')
        const of = runs.map(({ number }, i) => `${wished[i]!.weight} of run ${number}`).join(' and ')
        return keep(context, combined, { title, folder }, `Combined (${how.by}): ${of}.`, runFolder)
      } finally {
        await rm(runFolder, { recursive: true, force: true })
      }
    },
    'adapters.look': ({ files }) =>
      inFolder(context, files, async (folder) => {
        const { look } = await askWorker(platform, { kind: 'lookAtAdapter', folder }, 'looked')
        return { ...look, labels: [...look.labels], model: guessModel(context, look.baseModel) }
      }),
    'adapters.import': async ({ files, name, model: id, labels }) => {
      const model = await findTrainable(context, id)
      // Whatever is left of it after a crash goes with the uploads.
      const runFolder = await mkdtemp(join(home.uploads, 'import-'))
      try {
        const { imported } = await inFolder(context, files, (folder) => {
          const wish = { name, model: id, modelFolder: model.folder, labels }
          return askWorker(platform, { kind: 'importAdapter', folder, runFolder, wish }, 'imported')
        })
        const { kind, baseModel } = imported
        const made = baseModel === '' ? '' : ` It names "${baseModel}" as its base model.`
        return keep(context, imported, model, `Trained elsewhere: ${kind}.${made}`, runFolder)
      } finally {
        await rm(runFolder, { recursive: true, force: true })
      }
    },
  }
}

/** Notes what came into being in `runFolder` as a run that has ended, and puts it in its place. */
function keep(
  { home, store, emit }: Context,
  { spec, trainableParameters, totalParameters }: NewAdapter,
  model: { readonly title: string; readonly folder: string },
  note: string,
  runFolder: string,
): RunInfo {
  const run = store.runs.addEnded(
    {
      name: spec.name,
      spec,
      datasetName: '',
      datasetHash: '',
      modelTitle: model.title,
      modelFolder: model.folder,
    },
    {
      state: 'done',
      ended: new Date().toISOString(),
      note,
      result: { ...nothingTrained, trainableParameters, totalParameters },
      trainableParameters,
      totalParameters,
    },
    (id) => renameSync(runFolder, home.run(id)),
  )
  const info = runInfo(home, run)
  emit('runs.changed', info)
  return info
}

/** Runs that can become one: all have learned something, on the same model. */
function combinable(context: Context, ids: readonly string[]): StoredRun[] {
  const runs = ids.map((id) => findRun(context, id))
  const empty = runs.find(({ result }) => !result)
  if (empty)
    throw new LabError('run', `Run ${empty.number} has learned nothing yet. Let it train first.`, {
      id: empty.id,
    })
  const [first] = runs
  const other = runs.find(({ modelFolder }) => modelFolder !== first!.modelFolder)
  if (other)
    throw new LabError(
      'method',
      `Run ${other.number} belongs to the model "${other.modelTitle}", and run ${first!.number} to "${first!.modelTitle}". Only adapters of one model can be combined.`,
      { id: other.id },
    )
  return runs
}

const nothingTrained: Omit<RunResult, 'trainableParameters' | 'totalParameters'> = {
  scores: {},
  best: null,
  steps: 0,
  tokensPerSecond: 0,
  seconds: 0,
  peakMemoryBytes: 0,
  device: '',
}

/** Does `work` with the person's own folder, or with uploads side by side for as long as that takes. */
async function inFolder<T>(
  { home, platform }: Context,
  files: readonly FileRef[],
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const paths = files.map((file) => platform.pathOf(file))
  const [path] = paths
  // A folder picker and a drop of one file both name a file inside.
  if (path !== undefined && !path.startsWith(home.uploads + sep))
    return work(statSync(path, { throwIfNoEntry: false })?.isFile() ? dirname(path) : path)
  const folder = await mkdtemp(join(home.uploads, 'adapter-'))
  try {
    for (const path of paths) await copyFile(path, join(folder, basename(path)), constants.COPYFILE_FICLONE)
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The model that an adapter means by the name of its base: one of that id, folder or name; null where none is here. */
function guessModel(context: Context, name: string): string | null {
  const folders = knownFolders(context)
  const last = (id: string): string => id.split('/').at(-1)!
  const exact = folders.find(({ id, folder }) => id === name || folder === name)
  const alike = folders.filter(({ id }) => last(id) === last(name))
  return (exact ?? (alike.length === 1 ? alike[0] : undefined))?.id ?? null
}

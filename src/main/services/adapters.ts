// Adapters that other tools trained: looked at, and made runs of their own.
import { constants, renameSync, statSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import type { FileRef } from '../../shared/contract.ts'
import type { RunResult } from '../../shared/run.ts'
import type { Handlers } from '../../shared/serve.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import { findModel, knownFolders } from './models.ts'
import { runInfo } from './runInfo.ts'

export function adapterService(context: Context): Pick<Handlers, 'adapters.look' | 'adapters.import'> {
  const { home, store, platform } = context
  return {
    'adapters.look': ({ files }) =>
      inFolder(context, files, async (folder) => {
        const { look } = await askWorker(platform, { kind: 'lookAtAdapter', folder }, 'looked')
        return { ...look, labels: [...look.labels], model: guessModel(context, look.baseModel) }
      }),
    'adapters.import': async ({ files, name, model: id, labels }) => {
      const model = await findModel(context, id)
      // Whatever is left of it after a crash goes with the uploads.
      const runFolder = await mkdtemp(join(home.uploads, 'import-'))
      try {
        const { imported } = await inFolder(context, files, (folder) => {
          const wish = { name, model: id, modelFolder: model.folder, labels }
          return askWorker(platform, { kind: 'importAdapter', folder, runFolder, wish }, 'imported')
        })
        const { spec, kind, baseModel, trainableParameters, totalParameters } = imported
        const made = baseModel === '' ? '' : ` It names "${baseModel}" as its base model.`
        const now = new Date().toISOString()
        const run = store.runs.addEnded(
          {
            name,
            spec,
            datasetName: '',
            datasetHash: '',
            modelTitle: model.title,
            modelFolder: model.folder,
          },
          {
            state: 'done',
            ended: now,
            note: `Trained elsewhere: ${kind}.${made}`,
            result: { ...nothingTrained, trainableParameters, totalParameters },
            trainableParameters,
            totalParameters,
          },
          (run) => renameSync(runFolder, home.run(run)),
        )
        const info = runInfo(home, run)
        context.emit('runs.changed', info)
        return info
      } finally {
        await rm(runFolder, { recursive: true, force: true })
      }
    },
  }
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

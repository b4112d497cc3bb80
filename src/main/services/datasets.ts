// Datasets: detect, import, list, page through, rename, delete and bring back.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { detectTable } from '../../core/data/detectTable.ts'
import { importDataset } from '../../core/data/importDataset.ts'
import type { DatasetFile } from '../../core/data/planImport.ts'
import { readPage } from '../../core/data/readDataset.ts'
import type { DatasetManifest, Task } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import { type SplitName, splitNames } from '../../shared/run.ts'
import type { Handlers } from '../../shared/serve.ts'
import { resource } from '../resources.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import { findModel } from './models.ts'
import { unlabelledDataset } from './unlabelledDataset.ts'

type DatasetHandlers = Pick<Handlers, Extract<keyof Handlers, `datasets.${string}`>>

export function datasetService(context: Context): DatasetHandlers {
  const { home, store, platform, emit } = context
  return {
    'datasets.detect': ({ file, options }) => detectTable(platform.pathOf(file), options, file.name),
    'datasets.import': ({ name, task, files }) =>
      add(
        context,
        name,
        task,
        files.map(({ file, ...rest }) => ({ ...rest, path: platform.pathOf(file), name: file.name })),
      ),
    'datasets.list': () => store.datasets.list(),
    'datasets.get': ({ id }) => findDataset(context, id),
    'datasets.rows': ({ id, split, ...page }) => {
      findDataset(context, id)
      return readPage(home.dataset(id), split, page)
    },
    'datasets.tokens': async ({ id, model, maxLength }) => {
      findDataset(context, id)
      const { folder } = await findModel(context, model)
      const job = {
        kind: 'tokens',
        datasetFolder: home.dataset(id),
        modelFolder: folder,
        model,
        maxLength,
      } as const
      return (await askWorker(platform, job, 'tokens')).report
    },
    'datasets.rename': ({ id, name }) => {
      findDataset(context, id)
      store.datasets.rename(id, name)
      emit('datasets.changed', { id })
      return { ok: true }
    },
    'datasets.delete': ({ id }) => {
      findDataset(context, id)
      const user = store.runs
        .inState('queued', 'running', 'stopping')
        .find(({ spec }) => spec.dataset === id || unlabelledDataset(spec) === id)
      if (user)
        throw new LabError(
          'run',
          `Run ${user.number} is using this dataset. Stop it, then delete the dataset.`,
          {
            id,
            run: user.id,
          },
        )
      store.datasets.setDeleted(id, new Date().toISOString())
      emit('datasets.changed', { id })
      return { ok: true }
    },
    'datasets.restore': ({ id }) => {
      if (!store.datasets.get(id)) throw unknownDataset(id)
      store.datasets.setDeleted(id, null)
      emit('datasets.changed', { id })
      return { ok: true }
    },
    'datasets.sample': () => add(context, 'Support messages (sample)', undefined, sampleFiles()),
  }
}

/** Imports files, or finds the dataset that already has the same rows; then it keeps the name it has. */
async function add(
  { home, store, emit }: Context,
  name: string,
  task: Task | undefined,
  files: readonly DatasetFile[],
): Promise<DatasetManifest> {
  const imported = await importDataset({
    name,
    task,
    files,
    folder: home.dataset(''),
    onProgress: (progress) => emit('datasets.progress', { name, ...progress }),
  })
  const known = store.datasets.isDeleted(imported.id) ? undefined : store.datasets.get(imported.id)
  const manifest = known ?? { ...imported, name }
  store.datasets.add(manifest)
  emit('datasets.progress', { name, rows: manifest.report.rows, share: 1 })
  emit('datasets.changed', { id: manifest.id })
  return manifest
}

/** The files of resources/sample; a name with "dev" or "test" in it says which split it is. */
function sampleFiles(): DatasetFile[] {
  const folder = resource('sample')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .map((name) => {
      const split: SplitName = splitNames.find((one) => name.includes(one)) ?? 'train'
      return { path: join(folder, name), name, split, options: {} }
    })
}

/** The dataset `id`. Throws LabError `notFound`, also where it is in the trash. */
export function findDataset({ store }: Pick<Context, 'store'>, id: string): DatasetManifest {
  const manifest = store.datasets.get(id)
  if (!manifest || store.datasets.isDeleted(id)) throw unknownDataset(id)
  return manifest
}

function unknownDataset(id: string): LabError {
  return new LabError('notFound', `There is no dataset "${id}". "lathe datasets" lists the datasets.`, { id })
}

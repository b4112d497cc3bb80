// A run that comes into being: its row in the database and its folder.
import { mkdirSync } from 'node:fs'
import type { DatasetManifest } from '../../shared/dataset.ts'
import type { RunSpec } from '../../shared/run.ts'
import type { NewRun, StoredRun } from '../store/runs.ts'
import type { Context } from './context.ts'

export interface RunBasis {
  readonly dataset: Pick<DatasetManifest, 'name' | 'hash'>
  readonly model: { readonly title: string; readonly folder: string }
}

/** Keeps a run of `spec`, whose defaults are filled in, as waiting; `place` says where on a ladder or in a recipe. */
export function newRun(
  { home, store }: Context,
  spec: RunSpec,
  { dataset, model }: RunBasis,
  place: Pick<NewRun, 'rung' | 'recipe'> = {},
): StoredRun {
  const run = store.runs.add({
    name: spec.name,
    spec,
    datasetName: dataset.name,
    datasetHash: dataset.hash,
    modelTitle: model.title,
    modelFolder: model.folder,
    ...place,
  })
  mkdirSync(home.run(run.id), { recursive: true })
  return run
}

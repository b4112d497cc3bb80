// A run that comes into being: its row in the database and its folder.
import { mkdirSync } from 'node:fs'
import type { DatasetManifest } from '../../shared/dataset.ts'
import type { Rung } from '../../shared/ladder.ts'
import type { RunSpec } from '../../shared/run.ts'
import type { StoredRun } from '../store/runs.ts'
import type { Context } from './context.ts'

export interface RunBasis {
  readonly dataset: Pick<DatasetManifest, 'name' | 'hash'>
  readonly model: { readonly title: string; readonly folder: string }
}

/** Keeps a run of `spec`, whose defaults are filled in, as waiting; `rung` is its place where it is on a ladder. */
export function newRun(
  { home, store }: Context,
  spec: RunSpec,
  { dataset, model }: RunBasis,
  rung: Rung | null = null,
): StoredRun {
  const run = store.runs.add({
    name: spec.name,
    spec,
    datasetName: dataset.name,
    datasetHash: dataset.hash,
    modelTitle: model.title,
    modelFolder: model.folder,
    rung,
  })
  mkdirSync(home.run(run.id), { recursive: true })
  return run
}

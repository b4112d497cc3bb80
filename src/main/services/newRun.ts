// A run that comes into being: its row in the database and its folder.
import { mkdirSync } from 'node:fs'
import { usesModel } from '../../core/catalog/resolveSpec.ts'
import type { DatasetManifest } from '../../shared/dataset.ts'
import { statedWidth } from '../../shared/learningRate.ts'
import type { RunSpec } from '../../shared/run.ts'
import type { NewRun, StoredRun } from '../store/runs.ts'
import type { Context } from './context.ts'
import { findTrainable } from './models.ts'

export interface RunBasis {
  readonly dataset: Pick<DatasetManifest, 'name' | 'hash'>
  readonly model: { readonly title: string; readonly folder: string }
}

/** Of a run on words alone. */
export const noModel = { title: '', folder: '', hidden: statedWidth } as const

/** The model of a run of `spec`. Throws as findTrainable. */
export async function modelOf(
  context: Context,
  spec: Pick<RunSpec, 'model' | 'objective'>,
): Promise<RunBasis['model'] & { readonly hidden: number }> {
  return usesModel(spec) ? findTrainable(context, spec.model) : noModel
}

/** Keeps a run of `spec`, whose defaults are filled in, as waiting; `place` says where on a ladder or in a recipe. */
export function newRun(
  { home, store }: Context,
  spec: RunSpec,
  { dataset, model }: RunBasis,
  place: Pick<NewRun, 'rung' | 'recipe'> = {},
): StoredRun {
  const used = usesModel(spec) ? model : noModel
  const run = store.runs.add({
    name: spec.name,
    spec,
    datasetName: dataset.name,
    datasetHash: dataset.hash,
    modelTitle: used.title,
    modelFolder: used.folder,
    ...place,
  })
  mkdirSync(home.run(run.id), { recursive: true })
  return run
}

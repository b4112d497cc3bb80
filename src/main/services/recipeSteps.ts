// The steps of a recipe as what the host knows: runs of the queue, and places for works.
import { resolveSpec } from '../../core/catalog/resolveSpec.ts'
import type { RunStep, WorkStep } from '../../core/recipes/recipe.ts'
import type { WorkPlace } from '../../shared/jobs.ts'
import type { StoredRecipe } from '../store/recipes.ts'
import type { StoredRun } from '../store/runs.ts'
import type { Context } from './context.ts'
import { findDataset } from './datasets.ts'
import { findFolder, findTrainable } from './models.ts'
import { newRun } from './newRun.ts'
import { findRun, runInfo, usablePlace } from './runInfo.ts'
import type { RunQueue } from './runQueue.ts'

/**
 * Puts the run of a step in the queue unless it is there. With `again`, one that was stopped goes on, and one that failed
 * goes on from its checkpoint or is made anew.
 */
export async function makeRun(
  context: Context,
  queue: RunQueue,
  recipe: StoredRecipe,
  step: RunStep,
  again: boolean,
): Promise<void> {
  const { store, home } = context
  const run = store.runs.ofRecipe(recipe.id).findLast((one) => one.recipe?.step === step.id)
  if (run && !again) return
  if (run?.state === 'running' || run?.state === 'stopping') return
  // What waits may wait from an earlier process, whose queue is gone.
  if (run?.state === 'queued') return queue.add(run)
  if (run && runInfo(home, run).canContinue)
    return queue.add(store.runs.update(run.id, { state: 'queued', ended: null, error: null, note: '' }))
  if (run) store.runs.setDeleted(run.id, new Date().toISOString())
  queue.add(await runOf(context, recipe, step))
}

async function runOf(context: Context, { id, spec, model }: StoredRecipe, step: RunStep): Promise<StoredRun> {
  const { dataset, split, seed, device, threads } = spec
  const given = { dataset, model: spec.model, split, seed, device, threads, ...step.spec }
  const own = given.model === spec.model ? model : await findTrainable(context, given.model)
  const full = resolveSpec({ name: step.title, ...given }, own.hidden)
  const basis = { dataset: findDataset(context, full.dataset), model: own }
  return newRun(context, full, basis, { recipe: { recipe: id, step: step.id } })
}

/** What a work may read. Throws LabError `notFound` or `model` where a run or model that it names is gone. */
export function placeOfWork(
  context: Context,
  { spec, model }: StoredRecipe,
  { models = [], runs = [] }: WorkStep,
): WorkPlace {
  const { home } = context
  return {
    spec,
    datasetsFolder: home.dataset(''),
    models: {
      ...Object.fromEntries(models.map((id) => [id, findFolder(context, id).folder])),
      [spec.model]: model.folder,
    },
    runs: Object.fromEntries(runs.map((id) => [id, usablePlace(home, findRun(context, id))])),
  }
}

// Recipes: step after step is made until all are done; stopped, gone on with, deleted.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { WorkStep } from '../../core/recipes/recipe.ts'
import { bestPath } from '../../core/training/bestWeights.ts'
import { isTrainable } from '../../shared/models.ts'
import { type RunInfo } from '../../shared/runInfo.ts'
import { LabError } from '../../shared/labError.ts'
import type { RecipeDetails, RecipeInfo } from '../../shared/recipe.ts'
import type { Progress } from '../../shared/run.ts'
import type { Handlers } from '../../shared/serve.ts'
import type { StoredRecipe } from '../store/recipes.ts'
import { askWorker } from './askWorker.ts'
import type { Context } from './context.ts'
import { findDataset } from './datasets.ts'
import { findModel, findTrainable } from './models.ts'
import {
  contextOf,
  findRecipe,
  isDone,
  kindOf,
  namedDatasets,
  namedModels,
  recipeDetails,
  recipeInfo,
  resolveRecipe,
  unknownRecipe,
  type WorkAtHand,
} from './recipeInfo.ts'
import { makeRun, placeOfWork } from './recipeSteps.ts'
import { runInfo } from './runInfo.ts'
import type { RunQueue } from './runQueue.ts'

type RecipeHandlers = Pick<Handlers, Extract<keyof Handlers, `recipes.${string}`>>

export class Recipes {
  readonly #context: Context
  readonly #queue: RunQueue
  /** Works at hand, by the recipe's id. */
  readonly #works = new Map<string, WorkAtHand & { readonly stop: AbortController }>()
  /** Recipes whose next step is being found. */
  readonly #advancing = new Map<string, Promise<void>>()
  #closing = false

  constructor(context: Context, queue: RunQueue) {
    this.#context = context
    this.#queue = queue
  }

  readonly handlers: RecipeHandlers = {
    'recipes.start': async ({ spec: given }) => {
      const { store } = this.#context
      const spec = resolveRecipe(given)
      for (const id of [spec.dataset, ...namedDatasets(spec)]) findDataset(this.#context, id)
      for (const named of namedModels(spec)) await requireSpans(this.#context, named)
      const { title, folder, hidden, languageModel } = await findTrainable(this.#context, spec.model)
      const model = { title, folder, hidden, languageModel }
      // Whatever does not go together is told before anything is kept.
      kindOf(spec).steps(contextOf(this.#context, { id: '', spec, model }))
      const recipe = store.recipes.add(spec, model)
      await this.#advance(recipe.id)
      return this.#details(recipe.id)
    },
    'recipes.list': () =>
      this.#context.store.recipes
        .list()
        .map((one): RecipeInfo => recipeInfo(this.#context, one, this.#works.get(one.id))),
    'recipes.get': ({ id }) => this.#details(id),
    'recipes.stop': ({ id }) => {
      if (findRecipe(this.#context, id).state === 'running') this.#stop(id)
      return this.#details(id)
    },
    'recipes.continue': async ({ id }) => {
      const { state } = findRecipe(this.#context, id)
      if (state !== 'done') {
        this.#context.store.recipes.setState(id, 'running')
        await this.#advance(id, true)
      }
      return this.#details(id)
    },
    'recipes.rename': ({ id, name }) => {
      findRecipe(this.#context, id)
      this.#context.store.recipes.rename(id, name)
      this.#changed(id)
      return { ok: true }
    },
    'recipes.delete': ({ id }) => {
      if (findRecipe(this.#context, id).state === 'running')
        throw new LabError('run', 'This recipe is under way. Stop it, then delete it.', { id })
      this.#setDeleted(id, new Date().toISOString())
      return { ok: true }
    },
    'recipes.restore': ({ id }) => {
      if (!this.#context.store.recipes.get(id)) throw unknownRecipe(id)
      this.#setDeleted(id, null)
      return { ok: true }
    },
  }

  /** Whether a work is at hand; runs are the queue's. */
  isBusy(): boolean {
    return this.#works.size > 0
  }

  /** Hears what became of a run. */
  heard({ id, number, state, recipe, error }: RunInfo): void {
    if (!recipe || this.#closing) return
    const own = this.#context.store.recipes.get(recipe.recipe)
    if (own?.state === 'running') {
      if (state === 'done') void this.#advance(own.id)
      // A run that a person has stopped stops the recipe; one that waits for Lathe's return does not.
      if (state === 'stopped') this.#stop(own.id)
      if (state === 'failed')
        this.#fail(own.id, new LabError('run', `Run ${number} failed: ${error?.message ?? ''}`, { id }))
    }
    this.#changed(recipe.recipe)
  }

  /** After a crash of the host: goes on with what was under way. */
  recover(): void {
    for (const { id, state } of this.#context.store.recipes.list())
      if (state === 'running') void this.#advance(id, true)
  }

  /** Gives up the works at hand; they are done again when the recipe goes on. */
  async close(): Promise<void> {
    this.#closing = true
    for (const { stop } of this.#works.values()) stop.abort(new LabError('run', 'Lathe was closed.'))
    await Promise.all(this.#advancing.values())
  }

  /** Makes whatever can be made now. With `again`, runs that were stopped or failed get another chance. */
  #advance(id: string, again = false): Promise<void> {
    const before = this.#advancing.get(id) ?? Promise.resolve()
    const now = before
      .then(() => this.#next(id, again))
      .catch((thrown: unknown) => this.#fail(id, LabError.from(thrown)))
      .finally(() => {
        if (this.#advancing.get(id) === now) this.#advancing.delete(id)
      })
    this.#advancing.set(id, now)
    // Nothing else takes the machine between two steps.
    this.#queue.hold(now)
    return now
  }

  async #next(id: string, again: boolean): Promise<void> {
    const recipe = findRecipe(this.#context, id)
    if (this.#closing || recipe.state !== 'running' || this.#works.has(id)) return
    const own = contextOf(this.#context, recipe)
    const steps = kindOf(recipe.spec).steps(own)
    const open = steps.filter((step) => !isDone(own, step))
    const first = open.findIndex(({ kind }) => kind === 'work')
    const ready = first < 0 ? open : open.slice(0, first)
    // Runs that stand before a work may train in any order; the work waits for them all.
    for (const step of ready)
      if (step.kind === 'run') await makeRun(this.#context, this.#queue, recipe, step, again)
    if (open.length === 0) await this.#finish(recipe)
    else if (first === 0) this.#work(recipe, open[0] as WorkStep)
    this.#changed(id)
  }

  #work(recipe: StoredRecipe, workStep: WorkStep): void {
    const { platform, store, emit } = this.#context
    const { id } = recipe
    const { id: step, work, input } = workStep
    const stop = new AbortController()
    this.#works.set(id, { step, progress: null, stop })
    const onPoints = ({ progress }: { readonly progress: Progress }): void => {
      this.#works.set(id, { step, progress, stop })
      emit('recipes.progress', { id, step, progress })
    }
    const place = placeOfWork(this.#context, recipe, workStep)
    const done = askWorker(platform, { kind: 'work', work, input, place }, 'worked', {
      onPoints,
      kill: stop.signal,
    })
      .then(({ result, datasets }) => {
        for (const manifest of datasets) {
          store.datasets.add(manifest)
          emit('datasets.changed', { id: manifest.id })
        }
        store.recipes.keepWork(id, step, result)
        this.#works.delete(id)
        return this.#advance(id)
      })
      .catch((thrown: unknown) => {
        this.#works.delete(id)
        if (!stop.signal.aborted) this.#fail(id, LabError.from(thrown))
        else if (!this.#closing) this.#changed(id)
      })
    this.#queue.hold(done)
  }

  /** Removes what only its own steps needed. Last comes the state, because by it a finished recipe is known. */
  async #finish(recipe: StoredRecipe): Promise<void> {
    const { home, store } = this.#context
    const { run: kept } = kindOf(recipe.spec).result(contextOf(this.#context, recipe))
    for (const { id } of store.runs.ofRecipe(recipe.id)) {
      await rm(join(home.run(id), 'checkpoints'), { recursive: true, force: true })
      if (!recipe.spec.keepWeights && id !== kept) await rm(bestPath(home.run(id)), { force: true })
    }
    store.recipes.setState(recipe.id, 'done')
  }

  /** The state comes first: the runs that are stopped here must not stop the recipe again. */
  #stop(id: string): void {
    const { store } = this.#context
    store.recipes.setState(id, 'stopped')
    this.#endSteps(id)
    this.#changed(id)
  }

  #fail(id: string, { code, message }: LabError): void {
    if (this.#closing) return
    this.#context.store.recipes.setState(id, 'failed', { code, message })
    this.#endSteps(id)
    this.#changed(id)
  }

  /** Those that wait come first, so that none of them takes the place of the one at work. */
  #endSteps(id: string): void {
    this.#works.get(id)?.stop.abort(new LabError('run', 'The recipe was stopped.'))
    const runs = this.#context.store.runs.ofRecipe(id)
    for (const state of ['queued', 'stopping', 'running'])
      for (const run of runs) if (run.state === state) this.#queue.stop(run.id)
  }

  #setDeleted(id: string, when: string | null): void {
    const { store, home, emit } = this.#context
    const before = store.runs.ofRecipe(id)
    store.recipes.setDeleted(id, when)
    for (const run of when === null ? store.runs.ofRecipe(id) : before)
      emit('runs.changed', runInfo(home, run))
    this.#changed(id)
  }

  #details(id: string): RecipeDetails {
    return recipeDetails(this.#context, findRecipe(this.#context, id), this.#works.get(id))
  }

  #changed(id: string): void {
    this.#context.emit('recipes.changed', { id })
  }
}

/** @throws LabError `option` where a model that an option names is not here, or fills no gaps. */
async function requireSpans(
  context: Context,
  { option, title, id }: ReturnType<typeof namedModels>[number],
): Promise<void> {
  const refused = (why: string): LabError =>
    new LabError('option', `${title} (${option}): ${why}`, { option, id })
  const model = await findModel(context, id).catch((thrown: unknown) => {
    throw refused(LabError.from(thrown).message)
  })
  if (isTrainable(model))
    throw refused(
      `${model.title} is of the family "${model.family}", which cannot write what stands in gaps of any length. Choose a T5 model, or none.`,
    )
}

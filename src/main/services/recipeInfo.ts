// A recipe as clients see it: put together from its row, its runs and what its works have found.
import { z } from 'zod'
import { find } from '../../core/catalog/find.ts'
import { resolveOptions } from '../../core/catalog/resolveSpec.ts'
import { recipes } from '../../core/recipes/index.ts'
import type { Recipe, RecipeContext, Step } from '../../core/recipes/recipe.ts'
import type { DatasetManifest } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import type { RecipeDetails, RecipeInfo, RecipeSpec, RecipeStep } from '../../shared/recipe.ts'
import type { Progress } from '../../shared/run.ts'
import type { StoredRecipe } from '../store/recipes.ts'
import type { StoredRun } from '../store/runs.ts'
import type { Context } from './context.ts'

/** A work under way. */
export interface WorkAtHand {
  readonly step: string
  readonly progress: Progress | null
}

/** The recipe `id`. Throws LabError `notFound`, also where it is in the trash. */
export function findRecipe({ store }: Pick<Context, 'store'>, id: string): StoredRecipe {
  const recipe = store.recipes.get(id)
  if (!recipe || recipe.deleted !== null) throw unknownRecipe(id)
  return recipe
}

export const unknownRecipe = (id: string): LabError =>
  new LabError('notFound', `There is no recipe "${id}". "lathe recipes" lists the recipes.`, { id })

/** The recipe's own part of `spec`. Throws LabError `method` for one that is not there. */
export const kindOf = ({ recipe }: RecipeSpec): Recipe => find('recipe', recipes, recipe)

/** `spec` with every option filled in. Throws LabError `method` or `option`. */
export function resolveRecipe(spec: RecipeSpec): RecipeSpec {
  const { schema } = kindOf(spec)
  const options = resolveOptions({ id: spec.recipe, options: spec.options }, schema)
  return { ...spec, options: options.options as RecipeSpec['options'] }
}

/** The datasets that its options name, by their ids. */
export function namedDatasets(spec: RecipeSpec): string[] {
  const { properties = {} } = z.toJSONSchema(kindOf(spec).schema, { io: 'input' })
  return Object.entries(properties).flatMap(([name, property]) => {
    const format = typeof property === 'object' ? property.format : undefined
    if (format !== 'dataset' && format !== 'datasets') return []
    return [spec.options[name] ?? []].flat().filter((id) => typeof id === 'string' && id !== '') as string[]
  })
}

/** The models that its options name beside its own, by their ids, each with the option. */
export function namedModels(
  spec: RecipeSpec,
): { readonly option: string; readonly title: string; readonly id: string }[] {
  const { properties = {} } = z.toJSONSchema(kindOf(spec).schema, { io: 'input' })
  return Object.entries(properties).flatMap(([name, property]) => {
    const id = spec.options[name]
    if (
      typeof property !== 'object' ||
      property.format !== 'spanModel' ||
      typeof id !== 'string' ||
      id === ''
    )
      return []
    return { option: `${spec.recipe}.${name}`, title: property.title ?? name, id }
  })
}

/** What a recipe knows of itself and its surroundings. */
export function contextOf(
  { store }: Pick<Context, 'store'>,
  { id, spec, model }: Pick<StoredRecipe, 'id' | 'spec' | 'model'>,
): RecipeContext<unknown> {
  const runs = store.runs.ofRecipe(id)
  const works = store.recipes.works(id)
  // Deleted ones too: what a recipe has found stays true.
  const datasetOf = (wanted: string): DatasetManifest => {
    const manifest = store.datasets.get(wanted)
    if (manifest) return manifest
    throw new LabError('notFound', `There is no dataset "${wanted}". "lathe datasets" lists the datasets.`, {
      id: wanted,
    })
  }
  return {
    spec,
    options: kindOf(spec).schema.parse(spec.options),
    dataset: datasetOf(spec.dataset),
    datasetOf,
    model,
    done: {
      run: (step) => {
        const run = runs.find((one) => one.recipe?.step === step && one.state === 'done')
        return run?.result ? { id: run.id, result: run.result } : undefined
      },
      work: (step) => works.get(step),
    },
  }
}

/** Whether a step is done. */
export function isDone({ done }: RecipeContext<unknown>, { kind, id }: Step): boolean {
  return (kind === 'run' ? done.run(id) : done.work(id)) !== undefined
}

export function recipeDetails(
  context: Pick<Context, 'store'>,
  recipe: StoredRecipe,
  atHand?: WorkAtHand,
): RecipeDetails {
  const { id, number, name, created, state, spec, model } = recipe
  const kind = kindOf(spec)
  const runs = context.store.runs.ofRecipe(id)
  let { error } = recipe
  let steps: RecipeStep[] = []
  let result: RecipeDetails['result'] = null
  try {
    const own = contextOf(context, recipe)
    steps = kind.steps(own).map((step) => stepInfo(own, step, runs, atHand))
    if (state === 'done') result = kind.result(own)
  } catch (thrown) {
    const { code, message } = LabError.from(thrown)
    error ??= { code, message }
  }
  return {
    id,
    number,
    name: name || kind.title,
    created,
    state,
    error,
    spec,
    datasetName: context.store.datasets.get(spec.dataset)?.name ?? spec.dataset,
    modelTitle: model.title,
    counts: { done: steps.filter((step) => step.state === 'done').length, known: steps.length },
    steps,
    result,
  }
}

export function recipeInfo(...of: Parameters<typeof recipeDetails>): RecipeInfo {
  const { steps: _, result: __, ...info } = recipeDetails(...of)
  return info
}

function stepInfo(
  context: RecipeContext<unknown>,
  { id, title, kind }: Step,
  runs: readonly StoredRun[],
  atHand: WorkAtHand | undefined,
): RecipeStep {
  const run = runs.findLast(({ recipe }) => recipe?.step === id)
  const work = context.done.work(id)
  const working = atHand?.step === id
  const workState = work !== undefined ? 'done' : working ? 'running' : 'waiting'
  return {
    id,
    title,
    kind,
    state: kind === 'run' ? (run?.state ?? 'waiting') : workState,
    run: run?.id ?? null,
    result: run?.state === 'done' ? run.result : null,
    work: work ?? null,
    progress: working ? atHand.progress : (run?.progress ?? null),
  }
}

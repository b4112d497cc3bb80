// What a recipe has found, as text for the terminal.
import type { RecipeDetails } from '../../shared/recipe.ts'
import type { Scores } from '../../shared/run.ts'
import { short, table } from './output.ts'

/** What recipes say beside their steps, by the recipe's id. */
const reports: Readonly<Record<string, (recipe: RecipeDetails) => string>> = {}

/** The steps with their scores, and what the recipe itself has to say once it is done. */
export function recipeText(recipe: RecipeDetails): string {
  const { id, state, steps, spec, result } = recipe
  const titles = ['step', 'state', 'run', 'validation', 'test']
  const rows = steps.map(({ title, state, run, result }) => [
    title,
    state,
    run ?? '-',
    score(result?.scores.dev),
    score(result?.scores.test),
  ])
  const head = `Recipe ${id} is ${state}.`
  const own = state === 'done' && result !== null ? reports[spec.recipe]?.(recipe) : undefined
  return [head, table(titles, rows, [3, 4]), ...(own === undefined ? [] : [own])].join('\n\n')
}

function score(scores: Scores | undefined): string {
  return short(scores?.accuracy ?? scores?.pearson)
}

// What a recipe has found, as text for the terminal.
import { multitaskFound, multitaskSentence, overTemplates } from '../../shared/multitask.ts'
import type { RecipeDetails } from '../../shared/recipe.ts'
import type { Scores } from '../../shared/run.ts'
import { lmbffReport } from './lmbffReport.ts'
import { petReport } from './petReport.ts'
import { short, table } from './output.ts'

/** What recipes say beside their steps, by the recipe's id. */
const reports: Readonly<Record<string, (recipe: RecipeDetails) => string>> = {
  lmbff: lmbffReport,
  multitask: multitaskText,
  pet: petReport,
}

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

/** Each held-out task with its templates, before and after, and what that says. */
function multitaskText({ result }: RecipeDetails): string {
  const { heldOut } = multitaskFound.parse(result)
  const rows = heldOut.flatMap((task) => {
    const { before, after } = overTemplates(task)
    return [
      ...task.prompts.map((one) => [
        task.name,
        one.template,
        short(one.before.accuracy),
        short(one.after.accuracy),
      ]),
      [task.name, 'mean over templates', short(before), short(after)],
      [task.name, 'always the same class', short(task.majority), short(task.majority)],
    ]
  })
  return [
    table(['held-out task', 'template', 'untrained', 'trained'], rows, [2, 3]),
    heldOut.map(multitaskSentence).join('\n'),
  ].join('\n\n')
}

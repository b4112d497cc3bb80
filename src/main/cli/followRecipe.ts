// Watches a recipe from the terminal until nothing of it is under way: a bar over its steps, Ctrl+C to stop and keep.
import { MultiBar } from 'cli-progress'
import type { Payload } from '../../shared/contract.ts'
import type { RecipeDetails } from '../../shared/recipe.ts'
import type { Progress } from '../../shared/run.ts'
import type { Lab } from '../services/lab.ts'
import { barOptions } from './bars.ts'
import { duration } from './output.ts'

/** Resolves once the recipe has ended. The first Ctrl+C (or SIGTERM) stops and keeps, the second ends at once. */
export async function followRecipe(lab: Lab, id: string, quiet: boolean): Promise<RecipeDetails> {
  const bar = quiet ? undefined : recipeBar()
  const interrupt = (): void => void lab.handlers['recipes.stop']({ id })
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  const details = (): RecipeDetails => lab.handlers['recipes.get']({ id }) as RecipeDetails
  try {
    return await new Promise<RecipeDetails>((resolve) => {
      const look = (): void => {
        const recipe = details()
        bar?.show(recipe)
        const under = recipe.steps.some(({ state }) => ['queued', 'running', 'stopping'].includes(state))
        if (recipe.state !== 'running' && !under) resolve(recipe)
      }
      lab.listen((event, payload) => {
        if (event === 'recipes.changed' && (payload as { id: string }).id === id) look()
        if (event === 'recipes.progress' || event === 'runs.points')
          bar?.update((payload as Payload<'recipes.progress'>).progress)
      })
      look()
    })
  } finally {
    bar?.end()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

/** How many steps are done, and how far the one at work is; plain lines now and then without a terminal. */
function recipeBar() {
  const bars = new MultiBar(barOptions('{bar} {value}/{total} steps | {title} | {phase} {step} | {left}'))
  const shown = { title: '', phase: '', step: '', left: '' }
  const bar = bars.create(1, 0, shown)
  return {
    show: ({ counts, steps }: RecipeDetails): void => {
      const atWork = steps.find(({ state }) => state === 'running' || state === 'stopping')
      bar.setTotal(counts.known)
      bar.update(counts.done, Object.assign(shown, { title: atWork?.title ?? '' }))
    },
    update: ({ phase, step, steps, secondsLeft }: Progress): void => {
      const left = secondsLeft === null ? '' : `${duration(secondsLeft)} left of this step`
      bar.update({ ...Object.assign(shown, { phase, step: `${step}/${steps}`, left }) })
    },
    end: (): void => bars.stop(),
  }
}

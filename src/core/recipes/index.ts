// Every recipe. Adding one adds its line here, and one for each of its works in works.ts.
import { z } from 'zod'
import type { RecipeValue } from '../../shared/axes.ts'
import { lmbff } from './lmbff/lmbff.ts'
import { multitask } from './multitask/multitask.ts'
import { pet } from './pet/pet.ts'
import type { Recipe } from './recipe.ts'

export const recipes: readonly Recipe[] = [lmbff, pet, multitask]

/** Every recipe as the window and the command line see it, its options as a JSON Schema. */
export function recipeValues(): RecipeValue[] {
  return recipes.map(({ id, title, summary, claim, allRows = false, schema }) => ({
    id,
    title,
    summary,
    claim,
    allRows,
    schema: z.toJSONSchema(schema, { io: 'input' }),
  }))
}

// Recipes: several steps that make one model.
import { z } from 'zod'
import { done, id, nothing } from './parts.ts'
import { recipeDetails, recipeInfo, recipeSpec } from '../recipe.ts'

export const recipesCalls = {
  // Makes its steps one after another until all are done.
  'recipes.start': { input: z.object({ spec: recipeSpec }), output: recipeDetails },
  'recipes.list': { input: nothing, output: z.array(recipeInfo) },
  'recipes.get': { input: id, output: recipeDetails },
  // The run at work keeps a checkpoint and ends; a work at hand is given up.
  'recipes.stop': { input: id, output: recipeDetails },
  'recipes.continue': { input: id, output: recipeDetails },
  'recipes.rename': { input: z.object({ id: z.string(), name: z.string().max(200) }), output: done },
  // With all of its runs.
  'recipes.delete': { input: id, output: done },
  'recipes.restore': { input: id, output: done },
} as const

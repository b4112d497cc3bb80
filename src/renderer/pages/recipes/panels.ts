// What each recipe shows of its own, by its id.
import type { ComponentType } from 'react'
import type { RecipeDetails } from '../../../shared/recipe.ts'

export const panels: Readonly<Record<string, ComponentType<{ readonly recipe: RecipeDetails }>>> = {}

// What each recipe shows of its own, by its id.
import type { ComponentType } from 'react'
import { MultitaskPanel } from './MultitaskPanel.tsx'
import type { RecipeDetails } from '../../../shared/recipe.ts'
import { PetPanel } from './pet/PetPanel.tsx'

export const panels: Readonly<Record<string, ComponentType<{ readonly recipe: RecipeDetails }>>> = {
  multitask: MultitaskPanel,
  pet: PetPanel,
}

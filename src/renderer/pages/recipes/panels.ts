// What each recipe shows of its own, by its id.
import type { ComponentType } from 'react'
import { MultitaskPanel } from './MultitaskPanel.tsx'
import type { RecipeDetails } from '../../../shared/recipe.ts'
import { LmbffPanel } from './lmbff/LmbffPanel.tsx'
import { PetPanel } from './pet/PetPanel.tsx'

export const panels: Readonly<Record<string, ComponentType<{ readonly recipe: RecipeDetails }>>> = {
  lmbff: LmbffPanel,
  multitask: MultitaskPanel,
  pet: PetPanel,
}

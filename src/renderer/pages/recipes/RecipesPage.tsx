// Recipes: those that were made, a new one being set up, or one with its steps and what it found.
import { useAppInfo, useDatasets, useModels } from '../../lab/queries.ts'
import { allOf } from '../../ui/allOf.tsx'
import { RecipeList } from './RecipeList.tsx'
import { RecipePage } from './RecipePage.tsx'
import { RecipeSetUp } from './RecipeSetUp.tsx'

/** What stands in an id's place for a recipe that is being set up. */
export const fresh = 'new'

export default function RecipesPage({ id, query }: { readonly id: string; readonly query: URLSearchParams }) {
  if (id === fresh) return <NewRecipe key={query.toString()} query={query} />
  return id === '' ? <RecipeList /> : <RecipePage id={id} />
}

function NewRecipe({ query }: { readonly query: URLSearchParams }) {
  const { answers, instead } = allOf({ info: useAppInfo(), datasets: useDatasets(), models: useModels() })
  if (!answers) return instead
  const { info, datasets, models } = answers
  return (
    <RecipeSetUp
      // The first dataset to arrive is taken up.
      key={datasets.length === 0 ? 'empty' : 'filled'}
      recipes={info.recipes}
      datasets={datasets.filter(({ task, madeBy }) => task !== 'unlabelled' && !madeBy)}
      models={models}
      query={query}
    />
  )
}

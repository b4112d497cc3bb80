// Recipes: those that were made, a new one being set up, or one with its steps and what it found.
import { Loader } from '@mantine/core'
import { useAppInfo, useDatasets, useModels } from '../../lab/queries.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
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
  const info = useAppInfo()
  const datasets = useDatasets()
  const models = useModels()
  const error = info.error ?? datasets.error ?? models.error
  if (error) return <ErrorNote error={error} />
  if (!info.data || !datasets.data || !models.data) return <Loader size="sm" aria-label="Loading" />
  return (
    <RecipeSetUp
      // The first dataset to arrive is taken up.
      key={datasets.data.length === 0 ? 'empty' : 'filled'}
      recipes={info.data.recipes}
      datasets={datasets.data.filter(({ task, madeBy }) => task !== 'unlabelled' && !madeBy)}
      models={models.data}
      query={query}
    />
  )
}

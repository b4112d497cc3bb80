// The recipes that were made, newest first.
import { Button, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { lab } from '../../lab/lab.ts'
import { refresh, useRecipes } from '../../lab/queries.ts'
import { go, hrefOf } from '../../router.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SeveralRunsTable } from '../../ui/SeveralRuns.tsx'
import { offerUndo } from '../../ui/undo.tsx'

export function RecipeList() {
  const recipes = useRecipes()
  const remove = useMutation({ mutationFn: deleteRecipe })
  if (recipes.error) return <ErrorNote error={recipes.error} />
  if (!recipes.data) return null
  const begin = <Button onClick={() => go('recipes', 'new')}>New recipe</Button>
  if (recipes.data.length === 0)
    return (
      <Empty
        title="No recipes yet"
        text="A recipe is a whole method of several runs: it searches a prompt for you, or lets a few labels teach many texts that have none."
      >
        {begin}
      </Empty>
    )
  const rows = recipes.data.map((recipe) => ({
    ...recipe,
    name: `${recipe.name} ${recipe.number}`,
    href: hrefOf('recipes', recipe.id),
    done: recipe.counts.done,
    all: recipe.counts.known,
  }))
  return (
    <Stack>
      <PageTitle title="Recipes">{begin}</PageTitle>
      <ErrorNote error={remove.error} />
      <SeveralRunsTable
        label="Recipes"
        parts="Steps"
        rows={rows}
        onDelete={(id) => remove.mutate(rows.find((row) => row.id === id)!)}
      />
    </Stack>
  )
}

async function deleteRecipe({ id, name }: { readonly id: string; readonly name: string }): Promise<void> {
  await lab.call('recipes.delete', { id })
  await Promise.all([refresh('recipes'), refresh('runs')])
  offerUndo(`${name} was deleted, with its runs.`, async () => {
    await lab.call('recipes.restore', { id })
    await Promise.all([refresh('recipes'), refresh('runs')])
  })
}

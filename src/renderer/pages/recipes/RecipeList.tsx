// The recipes that were made, newest first.
import { ActionIcon, Anchor, Button, Progress, Stack, Table } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { RecipeInfo } from '../../../shared/recipe.ts'
import { lab } from '../../lab/lab.ts'
import { refresh, useRecipes } from '../../lab/queries.ts'
import { go, hrefOf } from '../../router.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { count, moment, shortMoment } from '../../ui/format.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { RunState } from '../../ui/RunState.tsx'
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
  return (
    <Stack>
      <PageTitle title="Recipes">{begin}</PageTitle>
      <ErrorNote error={remove.error} />
      <Table.ScrollContainer minWidth={620} type="native">
        <Table highlightOnHover aria-label="Recipes">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Data</Table.Th>
              <Table.Th>Model</Table.Th>
              <Table.Th className="number">Steps done</Table.Th>
              <Table.Th className="number">Created</Table.Th>
              <Table.Th w={40} aria-label="Delete" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {recipes.data.map((recipe) => (
              <RecipeRow key={recipe.id} recipe={recipe} onDelete={() => remove.mutate(recipe)} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  )
}

function RecipeRow({ recipe, onDelete }: { readonly recipe: RecipeInfo; readonly onDelete: () => void }) {
  const { id, name, number, state, datasetName, modelTitle, counts, created } = recipe
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor href={hrefOf('recipes', id)} size="sm">
          {name} {number}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <RunState state={state} />
      </Table.Td>
      <Table.Td>{datasetName}</Table.Td>
      <Table.Td>{modelTitle}</Table.Td>
      <Table.Td className="number">
        {count(counts.done)} of {count(counts.known)}
        {state === 'running' && <Progress size={3} value={(100 * counts.done) / counts.known} aria-hidden />}
      </Table.Td>
      <Table.Td className="number" title={moment(created)}>
        {shortMoment(created)}
      </Table.Td>
      <Table.Td>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Delete ${name} ${number}`}
          title="Delete"
          disabled={state === 'running'}
          onClick={onDelete}
        >
          ×
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  )
}

async function deleteRecipe({ id, name, number }: RecipeInfo): Promise<void> {
  await lab.call('recipes.delete', { id })
  await Promise.all([refresh('recipes'), refresh('runs')])
  offerUndo(`${name} ${number} was deleted, with its runs.`, async () => {
    await lab.call('recipes.restore', { id })
    await Promise.all([refresh('recipes'), refresh('runs')])
  })
}

// One recipe: how far it is, its steps, and what it found.
import { Button, Loader, Progress, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { LabError } from '../../../shared/labError.ts'
import type { RecipeDetails } from '../../../shared/recipe.ts'
import { lab } from '../../lab/lab.ts'
import { queries, refresh, useAppInfo, useRecipe } from '../../lab/queries.ts'
import { go } from '../../router.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { count } from '../../ui/format.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { RunState } from '../../ui/RunState.tsx'
import { panels } from './panels.ts'
import { StepsTable } from './StepsTable.tsx'

export function RecipePage({ id }: { readonly id: string }) {
  const recipe = useRecipe(id)
  if (recipe.error && LabError.from(recipe.error).code !== 'notFound')
    return <ErrorNote error={recipe.error} />
  if (recipe.error)
    return (
      <Empty
        title="This recipe is not there"
        text="It was deleted, or belongs to another laboratory folder."
      />
    )
  if (!recipe.data) return <Loader size="sm" aria-label="Loading" />
  const Panel = panels[recipe.data.spec.recipe]
  return (
    <Stack gap="xl">
      <Header recipe={recipe.data} />
      {Panel && <Panel recipe={recipe.data} />}
      <StepsTable recipe={recipe.data} />
    </Stack>
  )
}

function Header({ recipe }: { readonly recipe: RecipeDetails }) {
  const { id, name, number, state, error, counts, spec, datasetName, modelTitle } = recipe
  const title = useAppInfo().data?.recipes.find((one) => one.id === spec.recipe)?.title
  const take = (changed: RecipeDetails): void => void queries.setQueryData(['recipe', id], changed)
  const stop = useMutation({ mutationFn: () => lab.call('recipes.stop', { id }), onSuccess: take })
  const goOn = useMutation({ mutationFn: () => lab.call('recipes.continue', { id }), onSuccess: take })
  const rename = useMutation({
    mutationFn: (changed: string) => lab.call('recipes.rename', { id, name: changed }),
    onSuccess: () => Promise.all([refresh('recipes'), refresh('recipe', id)]),
  })
  const { dataset, model } = spec
  const kept = recipe.result as { readonly run?: string | null } | null
  return (
    <Stack gap="sm">
      <PageTitle title={`${name} ${number}`} onRename={rename.mutate} beside={<RunState state={state} />}>
        {state === 'running' && (
          <Button color="orange" variant="light" loading={stop.isPending} onClick={() => stop.mutate()}>
            Stop and keep
          </Button>
        )}
        {(state === 'stopped' || state === 'failed') && (
          <Button loading={goOn.isPending} onClick={() => goOn.mutate()}>
            {state === 'failed' ? 'Try again' : 'Continue'}
          </Button>
        )}
        {kept?.run && <Button onClick={() => go('try', kept.run!)}>Try it</Button>}
        {state !== 'running' && (
          <Button
            variant="default"
            onClick={() => go('recipes', 'new', { recipe: spec.recipe, dataset, model })}
          >
            New recipe
          </Button>
        )}
      </PageTitle>
      <Text size="sm" c="dimmed">
        {[
          title === undefined || title === name ? `On ${datasetName}` : `${title} on ${datasetName}`,
          `with ${modelTitle}`,
          shotsOf(recipe),
        ].join(', ')}
      </Text>
      <ErrorNote error={stop.error ?? goOn.error ?? rename.error ?? (state === 'failed' ? error : null)} />
      {state !== 'done' && (
        <Progress
          value={(100 * counts.done) / Math.max(1, counts.known)}
          size="sm"
          aria-label="Progress of the recipe"
        />
      )}
      {state === 'stopped' && (
        <Text size="sm" c="dimmed">
          {count(counts.done)} of {count(counts.known)} steps are done. Continue makes the others; nothing is
          done twice.
        </Text>
      )}
    </Stack>
  )
}

function shotsOf({ spec: { split } }: RecipeDetails): string {
  return split.shots > 0 ? `${count(split.shots)} rows of each class` : 'all rows'
}

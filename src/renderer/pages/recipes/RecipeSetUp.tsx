// A recipe is set up: which one, data, model, its own options, Start.
import { Button, Group, NumberInput, Radio, Select, SimpleGrid, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { RecipeValue } from '../../../shared/axes.ts'
import type { ModelInfo } from '../../../shared/models.ts'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import { recipeSpec } from '../../../shared/recipe.ts'
import { lab } from '../../lab/lab.ts'
import { refresh } from '../../lab/queries.ts'
import { go } from '../../router.ts'
import { Block } from '../../ui/Block.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { plural } from '../../ui/format.ts'
import { Folded } from '../../ui/Folded.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { schemaFields } from '../../ui/schemaFields.ts'
import { SchemaForm, type Options } from '../../ui/SchemaForm.tsx'
import styles from '../train/MethodCards.module.css'
import { ModelBlock } from '../train/ModelBlock.tsx'

interface RecipeSetUpProps {
  readonly recipes: readonly RecipeValue[]
  readonly datasets: readonly DatasetManifest[]
  readonly models: readonly ModelInfo[]
  /** May name a recipe, a dataset and a model. */
  readonly query: URLSearchParams
}

/** Rows of each class that a recipe for few labels learns from, unless something else is asked. */
const fewShots = 16

export function RecipeSetUp({ recipes, datasets, models, query }: RecipeSetUpProps) {
  const [chosen, setChosen] = useState(query.get('recipe') ?? recipes[0]?.id ?? '')
  const [dataset, setDataset] = useState(query.get('dataset') ?? datasets[0]?.id ?? '')
  const [model, setModel] = useState(query.get('model') ?? models[0]?.id ?? '')
  const [shots, setShots] = useState(fewShots)
  // Those of each recipe are kept while another is looked at.
  const [options, setOptions] = useState<Readonly<Record<string, Options>>>({})
  const recipe = recipes.find(({ id }) => id === chosen)
  const start = useMutation({
    mutationFn: () =>
      lab.call('recipes.start', {
        spec: recipeSpec.parse({
          recipe: chosen,
          dataset,
          model,
          split: { shots: recipe?.allRows ? 0 : shots },
          options: given(options[chosen] ?? {}),
        }),
      }),
    onSuccess: async ({ id }) => {
      await Promise.all([refresh('recipes'), refresh('runs')])
      go('recipes', id)
    },
  })
  if (datasets.length === 0)
    return (
      <Empty title="There is nothing to learn from yet" text="A recipe needs some rows of text with labels.">
        <Button onClick={() => go('data')}>Bring in data</Button>
      </Empty>
    )
  return (
    <Stack gap="xl">
      <PageTitle title="New recipe" />
      <Radio.Group value={chosen} onChange={setChosen} aria-label="Recipe">
        <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }} spacing="sm">
          {recipes.map((one) => (
            <Radio.Card key={one.id} value={one.id} className={styles.card} aria-label={one.title}>
              <Stack gap={4}>
                <Text fw={600}>{one.title}</Text>
                <Text size="sm">{one.summary}</Text>
                <Text size="sm" c="dimmed">
                  {one.claim}
                </Text>
              </Stack>
            </Radio.Card>
          ))}
        </SimpleGrid>
      </Radio.Group>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Block title="Data">
          <Select
            label="Dataset"
            searchable
            allowDeselect={false}
            data={datasets.map(({ id, name, report }) => ({
              value: id,
              label: `${name} (${plural(report.kept, 'row')})`,
            }))}
            value={dataset}
            onChange={(id) => id !== null && setDataset(id)}
          />
          {!recipe?.allRows && (
            <NumberInput
              label="Shots per class"
              description="Rows of each class to learn from, and as many to validate on; 0 uses all rows."
              min={0}
              max={4096}
              allowDecimal={false}
              value={shots}
              onChange={(value) => typeof value === 'number' && setShots(value)}
            />
          )}
        </Block>
        <Block title="Model">
          <ModelBlock models={models} chosen={model} onChoose={setModel} />
        </Block>
      </SimpleGrid>
      {recipe && (
        <Block title="Options">
          <OptionForms
            schema={recipe.schema}
            values={options[chosen] ?? {}}
            onChange={(values) => setOptions({ ...options, [chosen]: values })}
          />
        </Block>
      )}
      <ErrorNote error={start.error} />
      <Group>
        <Button loading={start.isPending} disabled={!recipe} onClick={() => start.mutate()}>
          Start
        </Button>
      </Group>
    </Stack>
  )
}

/** The options that say what is learned from come first in every recipe; the others are folded away. */
function OptionForms(props: Pick<Parameters<typeof SchemaForm>[0], 'schema' | 'values' | 'onChange'>) {
  const names = schemaFields(props.schema).map(({ name }) => name)
  return (
    <>
      <SchemaForm {...props} without={names.slice(shownOptions)} />
      {names.length > shownOptions && (
        <Folded title="More options">
          <SchemaForm {...props} without={names.slice(0, shownOptions)} />
        </Folded>
      )}
    </>
  )
}

const shownOptions = 4

/** A field that was emptied goes back to its default. */
const given = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null && value !== undefined))

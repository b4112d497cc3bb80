// Prompts: templates and words tried on a dataset's rows with a model that has not been trained on them.
import { Button, SimpleGrid, Stack } from '@mantine/core'
import { useDatasets, useModels } from '../../lab/queries.ts'
import { go } from '../../router.ts'
import { allOf } from '../../ui/allOf.tsx'
import { DatasetSelect } from '../../ui/DatasetSelect.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { ModelSelect } from '../../ui/ModelSelect.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { useDesk } from './sheets.ts'
import { Studio } from './Studio.tsx'

export default function PromptsPage({ query }: { readonly query: URLSearchParams }) {
  const { answers, instead } = allOf({ datasets: useDatasets(), models: useModels() })
  const [desk, setDesk] = useDesk()
  if (!answers) return instead
  const { datasets, models } = answers
  if (datasets.length === 0)
    return (
      <Empty
        title="There is nothing to ask about yet"
        text="A prompt turns each text into a sentence with a gap, and a pre-trained model fills it, without any training. Bring in texts with labels to see how often it is right."
      >
        <Button onClick={() => go('data')}>Bring in data</Button>
      </Empty>
    )
  const labelled = datasets.find(({ task, madeBy }) => task !== 'unlabelled' && !madeBy)
  const called = <T extends { readonly id: string }>(all: readonly T[], id: string | null) =>
    all.find((one) => one.id === id)
  const dataset =
    called(datasets, query.get('dataset')) ?? called(datasets, desk.dataset) ?? labelled ?? datasets[0]!
  const model = called(models, query.get('model')) ?? called(models, desk.model) ?? models[0]
  const choose = (chosen: { readonly dataset?: string; readonly model?: string }): void => {
    const next = { dataset: dataset.id, model: model?.id ?? '', ...chosen }
    setDesk((now) => ({ ...now, ...next }))
    // What is chosen here counts more than what a link asked for.
    go('prompts')
  }
  return (
    <Stack gap="lg">
      <PageTitle title="Prompts" />
      <SimpleGrid cols={2} spacing="lg" maw={760}>
        <DatasetSelect
          label="Dataset"
          required
          value={dataset.id}
          onChange={(id) => choose({ dataset: id })}
        />
        <ModelSelect
          label="Pre-trained model"
          value={model?.id ?? ''}
          onChange={(id) => choose({ model: id })}
        />
      </SimpleGrid>
      {model && <Studio key={`${dataset.id} ${model.id}`} dataset={dataset} model={model} />}
    </Stack>
  )
}

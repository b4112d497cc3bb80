// Which rows to learn from, and how they are divided.
import { Button, Select, Text } from '@mantine/core'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import { go } from '../../router.ts'
import { Empty } from '../../ui/Empty.tsx'
import { plural } from '../../ui/format.ts'
import { Folded } from '../../ui/Folded.tsx'
import { SchemaForm } from '../../ui/SchemaForm.tsx'
import type { BlockProps } from './blockProps.ts'

export function DataBlock({
  draft,
  datasets,
  info,
  onChange,
}: BlockProps & { readonly datasets: readonly DatasetManifest[] }) {
  if (datasets.length === 0)
    return (
      <Empty
        title="There is nothing to learn from yet"
        text="A run needs a dataset: rows of text, each with its label."
      >
        <Button onClick={() => go('data')}>Bring in data</Button>
      </Empty>
    )
  return (
    <>
      <Select
        label="Dataset"
        searchable
        allowDeselect={false}
        data={datasets.map(({ id, name, report }) => ({
          value: id,
          label: `${name} (${plural(report.kept, 'row')})`,
        }))}
        value={draft.dataset}
        onChange={(dataset) => {
          // They name classes, which another dataset does not have.
          const { classWeights: _, words: __, ...options } = draft.objective.options
          if (dataset !== null) onChange({ dataset, objective: { id: draft.objective.id, options } })
        }}
      />
      {datasets.find(({ id }) => id === draft.dataset)?.task === 'unlabelled' && (
        <Text size="sm" c="dimmed">
          These texts have no labels: the model reads on in them. To fine-tune it afterwards, bring in rows
          with labels.
        </Text>
      )}
      <Folded title="Splits and shots">
        <SchemaForm
          schema={info.splitSchema}
          values={draft.split}
          onChange={(split) => onChange({ split })}
        />
      </Folded>
    </>
  )
}

// The rows to learn from, and rows of another source to test on.
import { Button, Select, Stack } from '@mantine/core'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import { offerMapping } from '../../../shared/labelMapping.ts'
import { go } from '../../router.ts'
import { Empty } from '../../ui/Empty.tsx'
import { plural } from '../../ui/format.ts'
import { LabelMappingTable } from '../../ui/LabelMappingTable.tsx'
import { otherDatasets, testedSplit } from '../../ui/otherDatasets.ts'
import { sizesFor, type DraftComparison } from './draft.ts'

interface DataChoiceProps {
  readonly draft: DraftComparison
  readonly datasets: readonly DatasetManifest[]
  readonly onChange: (changed: Partial<DraftComparison>) => void
}

export function DataChoice({ draft, datasets, onChange }: DataChoiceProps) {
  const labelled = datasets.filter(({ task }) => task !== 'unlabelled')
  const own = labelled.find(({ id }) => id === draft.dataset)
  const others = otherDatasets(datasets, own)
  const other = others.find(({ id }) => id === draft.elsewhere?.dataset)
  if (!own)
    return (
      <Empty
        title="There is nothing to compare on yet"
        text="Methods are compared on rows of text with labels."
      >
        <Button onClick={() => go('data')}>Bring in data</Button>
      </Empty>
    )
  return (
    <Stack gap="sm">
      <Select
        label="Dataset"
        searchable
        allowDeselect={false}
        data={labelled.map(({ id, name, report }) => ({
          value: id,
          label: `${name} (${plural(report.kept, 'row')})`,
        }))}
        value={draft.dataset}
        onChange={(id) =>
          id !== null &&
          onChange({
            dataset: id,
            elsewhere: null,
            sizes: sizesFor(labelled.find((dataset) => dataset.id === id)),
          })
        }
      />
      <Select
        label="Test also on"
        description={
          others.length > 0
            ? 'Rows of another source with the same kind of labels show what holds out of domain.'
            : 'Bring in a second dataset with the same kind of labels to see what holds out of domain.'
        }
        placeholder="No second dataset"
        clearable
        disabled={others.length === 0}
        data={others.map((dataset) => ({
          value: dataset.id,
          label: `${dataset.name} (${plural(dataset.report.splits[testedSplit(dataset)] ?? 0, 'row')})`,
        }))}
        value={draft.elsewhere?.dataset ?? null}
        onChange={(id) => {
          const chosen = others.find((dataset) => dataset.id === id)
          onChange({
            elsewhere: chosen
              ? { dataset: chosen.id, mapping: offerMapping(chosen.labels, own.labels) }
              : null,
          })
        }}
      />
      {other && draft.elsewhere && (
        <LabelMappingTable
          dataset={other}
          known={own.labels}
          mapping={draft.elsewhere.mapping}
          onChange={(mapping) => onChange({ elsewhere: { dataset: other.id, mapping } })}
        />
      )}
    </Stack>
  )
}

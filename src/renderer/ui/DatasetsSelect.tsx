// A choice of several labelled datasets among those that were brought in.
import { MultiSelect } from '@mantine/core'
import { useDatasets } from '../lab/queries.ts'
import { plural } from './format.ts'

interface DatasetsSelectProps {
  readonly label: string
  readonly description?: string
  readonly value: readonly string[]
  readonly onChange: (ids: string[]) => void
}

export function DatasetsSelect({ label, description, value, onChange }: DatasetsSelectProps) {
  const datasets = useDatasets().data ?? []
  return (
    <MultiSelect
      label={label}
      description={description}
      placeholder={value.length === 0 ? 'Choose datasets' : ''}
      searchable
      nothingFoundMessage="No dataset by that name"
      data={datasets
        .filter(({ task, madeBy }) => task !== 'unlabelled' && madeBy === undefined)
        .map(({ id, name, report }) => ({ value: id, label: `${name} (${plural(report.kept, 'row')})` }))}
      value={[...value]}
      onChange={onChange}
    />
  )
}

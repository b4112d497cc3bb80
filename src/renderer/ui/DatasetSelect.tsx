// A choice among the datasets that are here.
import { Select } from '@mantine/core'
import { useDatasets } from '../lab/queries.ts'
import { plural } from './format.ts'

interface DatasetSelectProps {
  readonly label: string
  readonly description?: string
  readonly value: string
  /** Whether there is always one, so that it can only be changed. */
  readonly required?: boolean
  readonly onChange: (id: string) => void
}

export function DatasetSelect({ label, description, value, required = false, onChange }: DatasetSelectProps) {
  const datasets = useDatasets()
  return (
    <Select
      label={label}
      description={description}
      placeholder="Choose a dataset"
      searchable
      clearable={!required}
      allowDeselect={!required}
      nothingFoundMessage="No dataset by that name"
      data={(datasets.data ?? []).map(({ id, name, report }) => ({
        value: id,
        label: `${name} (${plural(report.kept, 'row')})`,
      }))}
      value={value === '' ? null : value}
      onChange={(id) => onChange(id ?? '')}
    />
  )
}

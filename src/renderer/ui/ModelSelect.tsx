// A choice among the models that are here.
import { Select } from '@mantine/core'
import { useModels } from '../lab/queries.ts'

interface ModelSelectProps {
  readonly label: string
  readonly description?: string
  readonly value: string
  readonly onChange: (id: string) => void
}

export function ModelSelect({ label, description, value, onChange }: ModelSelectProps) {
  const models = useModels()
  return (
    <Select
      label={label}
      description={description}
      placeholder="Choose a model"
      searchable
      allowDeselect={false}
      nothingFoundMessage="No model by that name"
      data={(models.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
      value={value === '' ? null : value}
      onChange={(id) => id !== null && onChange(id)}
    />
  )
}

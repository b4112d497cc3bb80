// A choice among the models that are here: those that learn, or those that only fill gaps.
import { Select } from '@mantine/core'
import { isTrainable } from '../../shared/models.ts'
import { useAllModels, useModels } from '../lab/queries.ts'

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

/** May stay empty. */
export function SpanModelSelect({ label, description, value, onChange }: ModelSelectProps) {
  const models = useAllModels().data?.filter((model) => !isTrainable(model)) ?? []
  return (
    <Select
      label={label}
      description={description}
      placeholder={models.length === 0 ? 'No T5 model is here' : 'The model itself'}
      disabled={models.length === 0}
      searchable
      clearable
      nothingFoundMessage="No T5 model by that name"
      data={models.map(({ id, title }) => ({ value: id, label: title }))}
      value={value === '' ? null : value}
      onChange={(id) => onChange(id ?? '')}
    />
  )
}

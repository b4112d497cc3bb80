// The options of what was chosen on one axis: those that must be chosen in sight, the others folded; nothing where it has none.
import type { AxisValue } from '../../../shared/axes.ts'
import { Folded } from '../../ui/Folded.tsx'
import { OptionInput, SchemaForm } from '../../ui/SchemaForm.tsx'
import { schemaFields } from '../../ui/schemaFields.ts'

interface AxisOptionsProps {
  readonly title: string
  readonly value: AxisValue | undefined
  readonly options: Record<string, unknown>
  readonly onChange: (options: Record<string, unknown>) => void
  /** Options that are shown elsewhere. */
  readonly without?: readonly string[]
}

export function AxisOptions({ title, value, options, onChange, without = [] }: AxisOptionsProps) {
  const fields = (value ? schemaFields(value.schema) : []).filter(({ name }) => !without.includes(name))
  // No default can know which model a person means.
  const asked = fields.filter(({ kind }) => kind === 'model')
  if (!value || fields.length === 0) return null
  return (
    <>
      {asked.map((field) => (
        <OptionInput
          key={field.name}
          field={field}
          value={options[field.name] ?? field.default}
          onChange={(chosen) => onChange({ ...options, [field.name]: chosen })}
        />
      ))}
      {asked.length < fields.length && (
        <Folded title={title}>
          <SchemaForm
            schema={value.schema}
            values={options}
            onChange={onChange}
            without={[...without, ...asked.map(({ name }) => name)]}
          />
        </Folded>
      )}
    </>
  )
}

// The options of what was chosen on one axis, folded; nothing where it has none.
import type { AxisValue } from '../../../shared/contract.ts'
import { Folded } from '../../ui/Folded.tsx'
import { SchemaForm } from '../../ui/SchemaForm.tsx'
import { schemaFields } from '../../ui/schemaFields.ts'

interface AxisOptionsProps {
  readonly title: string
  readonly value: AxisValue | undefined
  readonly options: Record<string, unknown>
  readonly onChange: (options: Record<string, unknown>) => void
}

export function AxisOptions({ title, value, options, onChange }: AxisOptionsProps) {
  if (!value || schemaFields(value.schema).length === 0) return null
  return (
    <Folded title={title}>
      <SchemaForm schema={value.schema} values={options} onChange={onChange} />
    </Folded>
  )
}

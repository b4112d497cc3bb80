// Which parts of the model learn, and for what.
import { SegmentedControl, Stack, Text } from '@mantine/core'
import type { AxisValue, RunPlan } from '../../../shared/contract.ts'
import type { Task } from '../../../shared/dataset.ts'
import { Folded } from '../../ui/Folded.tsx'
import { SchemaForm } from '../../ui/SchemaForm.tsx'
import { schemaFields } from '../../ui/schemaFields.ts'
import { MethodCards } from './MethodCards.tsx'
import type { BlockProps } from './blockProps.ts'

interface MethodBlockProps extends BlockProps {
  readonly plans: Readonly<Record<string, RunPlan | undefined>>
  /** What the dataset asks for: numbers need regression, classes everything else. */
  readonly task: Task | undefined
}

export function MethodBlock({ draft, info, plans, task, onChange }: MethodBlockProps) {
  const objectives = info.objectives.filter(({ id }) => (id === 'regress') === (task === 'regress'))
  const objective = objectives.find(({ id }) => id === draft.objective.id)
  const tuning = info.tunings.find(({ id }) => id === draft.tuning.id)
  return (
    <Stack gap="sm">
      <MethodCards
        tunings={info.tunings}
        chosen={draft.tuning.id}
        onChoose={(id) => onChange({ tuning: { id, options: {} } })}
        plans={plans}
      />
      <Axis
        title={`Options of ${tuning?.title}`}
        value={tuning}
        options={draft.tuning.options}
        onChange={(options) => onChange({ tuning: { id: draft.tuning.id, options } })}
      />
      {objectives.length > 1 && (
        <Stack gap={4} align="flex-start">
          <Text size="sm">Objective</Text>
          <SegmentedControl
            size="xs"
            aria-label="Objective"
            value={draft.objective.id}
            onChange={(id) => onChange({ objective: { id, options: {} } })}
            data={objectives.map(({ id, title }) => ({ value: id, label: title }))}
          />
          {objective && (
            <Text size="sm" c="dimmed">
              {objective.summary}
            </Text>
          )}
        </Stack>
      )}
      <Axis
        title="Options of the objective"
        value={objective}
        options={draft.objective.options}
        onChange={(options) => onChange({ objective: { id: draft.objective.id, options } })}
      />
    </Stack>
  )
}

interface AxisProps {
  readonly title: string
  readonly value: AxisValue | undefined
  readonly options: Record<string, unknown>
  readonly onChange: (options: Record<string, unknown>) => void
}

function Axis({ title, value, options, onChange }: AxisProps) {
  if (!value || schemaFields(value.schema).length === 0) return null
  return (
    <Folded title={title}>
      <SchemaForm schema={value.schema} values={options} onChange={onChange} />
    </Folded>
  )
}

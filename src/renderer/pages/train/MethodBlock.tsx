// Which parts of the model learn.
import { Stack } from '@mantine/core'
import type { RunPlan } from '../../../shared/contract.ts'
import { AxisOptions } from './AxisOptions.tsx'
import { MethodCards } from './MethodCards.tsx'
import type { BlockProps } from './blockProps.ts'

interface MethodBlockProps extends BlockProps {
  readonly plans: Readonly<Record<string, RunPlan | undefined>>
}

export function MethodBlock({ draft, info, plans, onChange }: MethodBlockProps) {
  const tuning = info.tunings.find(({ id }) => id === draft.tuning.id)
  return (
    <Stack gap="sm">
      <MethodCards
        tunings={info.tunings}
        chosen={draft.tuning.id}
        onChoose={(id) => onChange({ tuning: { id, options: {} } })}
        plans={plans}
      />
      <AxisOptions
        title={`Options of ${tuning?.title}`}
        value={tuning}
        options={draft.tuning.options}
        onChange={(options) => onChange({ tuning: { id: draft.tuning.id, options } })}
      />
    </Stack>
  )
}

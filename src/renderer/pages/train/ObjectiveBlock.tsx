// What is learned from the texts.
import { Stack } from '@mantine/core'
import type { ObjectiveValue } from '../../../shared/contract.ts'
import { AxisOptions } from './AxisOptions.tsx'
import { ObjectiveCards } from './ObjectiveCards.tsx'
import type { BlockProps } from './blockProps.ts'
import { chosenObjective } from './objectives.ts'

interface ObjectiveBlockProps extends Omit<BlockProps, 'info'> {
  /** What the dataset and the model allow. */
  readonly objectives: readonly ObjectiveValue[]
}

export function ObjectiveBlock({ draft, objectives, onChange }: ObjectiveBlockProps) {
  const { id, options } = draft.objective
  return (
    <Stack gap="sm">
      <ObjectiveCards
        objectives={objectives}
        chosen={id}
        onChoose={(value) => onChange(chosenObjective(value))}
      />
      <AxisOptions
        title="Options of the objective"
        value={objectives.find((one) => one.id === id)}
        options={options}
        onChange={(changed) => onChange({ objective: { id, options: changed } })}
      />
    </Stack>
  )
}

// What is learned from the texts.
import { Stack } from '@mantine/core'
import type { ObjectiveValue } from '../../../shared/contract.ts'
import { AxisOptions } from './AxisOptions.tsx'
import { ObjectiveCards } from './ObjectiveCards.tsx'
import type { BlockProps } from './blockProps.ts'
import { chosenObjective } from './objectives.ts'
import { PromptBlock } from './PromptBlock.tsx'

interface ObjectiveBlockProps extends Omit<BlockProps, 'info'> {
  /** What the dataset and the model allow. */
  readonly objectives: readonly ObjectiveValue[]
}

export function ObjectiveBlock({ draft, objectives, onChange }: ObjectiveBlockProps) {
  const { id, options } = draft.objective
  const chosen = objectives.find((one) => one.id === id)
  const setOptions = (changed: Record<string, unknown>): void =>
    onChange({ objective: { id, options: changed } })
  const prompts = id === 'cloze'
  return (
    <Stack gap="sm">
      <ObjectiveCards
        objectives={objectives}
        chosen={id}
        onChoose={(value) => onChange(chosenObjective(value))}
      />
      {prompts && (
        <PromptBlock dataset={draft.dataset} model={draft.model} options={options} onChange={setOptions} />
      )}
      <AxisOptions
        title="Options of the objective"
        value={chosen}
        options={options}
        onChange={setOptions}
        without={prompts ? ['template'] : []}
      />
    </Stack>
  )
}

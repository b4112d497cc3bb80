// What is learned from the texts.
import { Stack } from '@mantine/core'
import type { ObjectiveValue } from '../../../shared/axes.ts'
import type { Task } from '../../../shared/dataset.ts'
import { asksByPrompt, objectiveOf, promptOf } from '../../prompts/written.ts'
import { objectiveTerms } from '../../ui/terms.ts'
import { AxisCards } from './AxisCards.tsx'
import { AxisOptions } from './AxisOptions.tsx'
import type { BlockProps } from './blockProps.ts'
import { chosenObjective } from './objectives.ts'
import { PromptBlock } from './PromptBlock.tsx'

/** Options that the fields of a prompt are. */
const shownAsPrompt = ['template', 'words', 'lowWord', 'highWord', 'low', 'high']

interface ObjectiveBlockProps extends Omit<BlockProps, 'info'> {
  /** What the dataset and the model allow. */
  readonly objectives: readonly ObjectiveValue[]
  /** Of the dataset. */
  readonly task: Task
}

export function ObjectiveBlock({ draft, objectives, task, onChange }: ObjectiveBlockProps) {
  const { id, options } = draft.objective
  const chosen = objectives.find((one) => one.id === id)
  const setOptions = (changed: Record<string, unknown>): void =>
    onChange({ objective: { id, options: changed } })
  const prompts = asksByPrompt(draft.objective)
  return (
    <Stack gap="sm">
      <AxisCards
        label="Objective"
        values={objectives}
        chosen={id}
        onChoose={(value) => onChange(chosenObjective(value))}
        terms={objectiveTerms}
      />
      {prompts && (
        <PromptBlock
          dataset={draft.dataset}
          model={draft.model}
          prompt={promptOf(draft.objective)}
          onChange={(prompt) => onChange({ objective: objectiveOf(prompt, task, options) })}
        />
      )}
      <AxisOptions
        title="Options of the objective"
        value={chosen}
        options={options}
        onChange={setOptions}
        without={prompts ? shownAsPrompt : []}
      />
    </Stack>
  )
}

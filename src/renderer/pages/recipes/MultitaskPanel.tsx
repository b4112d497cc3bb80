// What multi-task training has found: each held-out task with its templates, asked before and after.
import { Stack, Table, Text } from '@mantine/core'
import { multitaskFound, multitaskSentence, overTemplates, type HeldOut } from '../../../shared/multitask.ts'
import type { RecipeDetails } from '../../../shared/recipe.ts'
import { Block } from '../../ui/Block.tsx'
import { percent, plural } from '../../ui/format.ts'

export function MultitaskPanel({ recipe }: { readonly recipe: RecipeDetails }) {
  const found = multitaskFound.safeParse(recipe.result).data
  if (!found)
    return (
      <Text c="dimmed">
        How the held-out tasks are answered before and after comes once the training is done.
      </Text>
    )
  const { tasks, words, heldOut } = found
  return (
    <Stack gap="xl">
      <Block title="Held-out tasks">
        {heldOut.map((task) => (
          <Text key={task.name} size="sm">
            {multitaskSentence(task)}
          </Text>
        ))}
        <Table.ScrollContainer minWidth={620} type="native">
          <Table aria-label="Held-out tasks">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Template</Table.Th>
                <Table.Th className="number">Untrained</Table.Th>
                <Table.Th className="number">Trained</Table.Th>
                <Table.Th className="number">Difference</Table.Th>
              </Table.Tr>
            </Table.Thead>
            {heldOut.map((task) => (
              <TaskRows key={task.name} task={task} />
            ))}
          </Table>
        </Table.ScrollContainer>
      </Block>
      <Block title="Trained on">
        <Table aria-label="Trained tasks">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Task</Table.Th>
              <Table.Th className="number">Rows</Table.Th>
              <Table.Th>Templates</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {tasks.map(({ name, rows, templates }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td className="number">{plural(rows, 'row')}</Table.Td>
                <Table.Td>{templates.join(' · ')}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Text size="sm" c="dimmed">
          Answer words: {words.join(', ')}
        </Text>
      </Block>
    </Stack>
  )
}

function TaskRows({ task }: { readonly task: HeldOut }) {
  const { before, after } = overTemplates(task)
  const line = (title: string, untrained: number, trained: number, weight = 400) => (
    <Table.Tr key={title} fw={weight}>
      <Table.Td>{title}</Table.Td>
      <Table.Td className="number">{percent(untrained)}</Table.Td>
      <Table.Td className="number">{percent(trained)}</Table.Td>
      <Table.Td className="number">{points(trained - untrained)}</Table.Td>
    </Table.Tr>
  )
  return (
    <Table.Tbody>
      {line(`${task.name}, mean over templates`, before, after, 600)}
      {task.prompts.map((one) => line(one.template, one.before.accuracy, one.after.accuracy))}
      <Table.Tr c="dimmed">
        <Table.Td>Always the same class</Table.Td>
        <Table.Td className="number">{percent(task.majority)}</Table.Td>
        <Table.Td className="number">{percent(task.majority)}</Table.Td>
        <Table.Td />
      </Table.Tr>
    </Table.Tbody>
  )
}

/** Percentage points with their sign. */
const points = (difference: number): string =>
  `${difference > 0 ? '+' : difference < 0 ? '−' : ''}${Math.abs(100 * difference).toFixed(1)}`

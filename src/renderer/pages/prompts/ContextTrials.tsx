// How much it matters which examples stand in the prompt, and in which order.
import { Stack, Table, Text } from '@mantine/core'
import { contextSpread, type ScoreSpread } from '../../../shared/contextSpread.ts'
import type { ContextScore, PromptScores } from '../../../shared/prompts.ts'
import { ScoreDots } from '../../charts/ScoreDots.tsx'
import { around } from '../../ui/format.ts'

interface ContextTrialsProps {
  readonly trials: readonly ContextScore[]
  readonly kind: PromptScores['kind']
}

export function ContextTrials({ trials, kind }: ContextTrialsProps) {
  const { orders, selections } = contextSpread(trials)
  const all = trials.map(({ score }) => score)
  const reach = [Math.min(...all), Math.max(...all)] as const
  const row = (title: string, one: string, spread: ScoreSpread | null) =>
    spread && (
      <Table.Tr>
        <Table.Td>{title}</Table.Td>
        <Table.Td>
          <ScoreDots
            values={spread.scores.map((value, i) => ({ title: `${one} ${i + 1}`, value }))}
            mean={spread.mean}
            reach={reach}
            colour="var(--mantine-primary-color-filled)"
          />
        </Table.Td>
        <Table.Td className="number">{around(spread.mean, spread.deviation)}</Table.Td>
        <Table.Td className="number">
          {spread.least.toFixed(3)} to {spread.most.toFixed(3)}
        </Table.Td>
      </Table.Tr>
    )
  if (!orders && !selections) return null
  return (
    <Stack gap="xs">
      <Table aria-label="Orders and selections of the examples" horizontalSpacing={6} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Examples</Table.Th>
            <Table.Th>Each</Table.Th>
            <Table.Th className="number">{kind === 'classes' ? 'Accuracy' : 'Pearson'}</Table.Th>
            <Table.Th className="number">Least to most</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {row('Other orders', 'order', orders)}
          {row('Other rows', 'selection', selections)}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed">
        Nothing is trained; only the prompt differs. The table above shows the first order.
      </Text>
    </Stack>
  )
}

// How sure the soft labels are: texts by the probability that the ensemble gives its answer.
import { BarChart } from '@mantine/charts'
import { Text } from '@mantine/core'
import type { PetLabelled } from '../../../../shared/pet.ts'
import { Block } from '../../../ui/Block.tsx'
import { count } from '../../../ui/format.ts'

export function ConfidenceChart({ labelled }: { readonly labelled: PetLabelled }) {
  const { confidence, classes } = labelled
  const bars = confidence.map((rows, i) => ({ from: i / confidence.length, rows }))
  return (
    <Block title="How sure the soft labels are">
      <Text size="sm" c="dimmed">
        {classes.map(({ label, rows }) => `${label} ${count(rows)}`).join(', ')}
      </Text>
      <BarChart
        h={180}
        data={bars}
        dataKey="from"
        series={[{ name: 'rows', label: 'Texts', color: 'var(--mantine-primary-color-filled)' }]}
        xAxisLabel="Probability of the answer"
        xAxisProps={{ tickFormatter: (value: number) => value.toFixed(1) }}
        yAxisProps={{ width: 48, tickCount: 4, tickFormatter: (value: number) => count(value) }}
        barProps={{ isAnimationActive: false }}
        role="img"
        aria-label={`Texts by the probability of their answer, in steps of 0.1 from 0: ${confidence.join(', ')}`}
      />
    </Block>
  )
}

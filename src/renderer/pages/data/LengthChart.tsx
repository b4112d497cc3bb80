// How long the texts are, in tokens where a model is there, with the line at which a run cuts them.
import { BarChart } from '@mantine/charts'
import { Stack, Text, Title } from '@mantine/core'
import type { ImportReport, TokenReport } from '../../../shared/dataset.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { count } from '../../ui/format.ts'

interface LengthChartProps {
  readonly report: TokenReport | undefined
  /** Lengths in characters, shown until the tokens are counted. */
  readonly characters: ImportReport['characters']
  readonly error: unknown
}

export function LengthChart({ report, characters, error }: LengthChartProps) {
  const histogram = report?.lengths ?? characters
  const unit = report ? 'tokens' : 'characters'
  const bars = histogram.counts.map((rows, i) => ({ from: histogram.edges[i] ?? 0, rows }))
  const cut = report && bars.findLast(({ from }) => from <= report.maxLength)
  const cuts = report !== undefined && report.truncated > 0 && cut !== undefined
  return (
    <Stack gap="xs">
      <Title order={2}>Lengths</Title>
      <ErrorNote error={error} />
      <BarChart
        h={180}
        data={bars}
        dataKey="from"
        series={[{ name: 'rows', label: 'Rows', color: 'var(--mantine-primary-color-filled)' }]}
        xAxisLabel={`Length in ${unit}`}
        xAxisProps={{ tickFormatter: (value: number) => count(value), minTickGap: 24 }}
        yAxisProps={{ width: 48, tickCount: 4, tickFormatter: (value: number) => count(value) }}
        barProps={{ isAnimationActive: false }}
        {...(cuts && {
          referenceLines: [
            {
              x: cut.from,
              color: 'red.6',
              label: `cut at ${report.maxLength}`,
              labelPosition: 'insideTopRight' as const,
            },
          ],
        })}
        role="img"
        aria-label={`Histogram of text lengths in ${unit}`}
      />
      {report && (
        <Text size="sm" c="dimmed">
          Half have at most {count(report.median)} tokens, 95 % at most {count(report.p95)}, the longest has{' '}
          {count(report.longest)}.
        </Text>
      )}
    </Stack>
  )
}

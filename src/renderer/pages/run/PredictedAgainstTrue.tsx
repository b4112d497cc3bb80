// A regression's answers: each row a dot, across its true number, upwards the predicted one; on the diagonal both agree.
import { Group, Stack, Text, Title, useComputedColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { RunInfo } from '../../../shared/runInfo.ts'
import type { Prediction, SplitName } from '../../../shared/run.ts'
import { runColour } from '../../charts/colours.ts'
import { enclosing } from '../../charts/ticks.ts'
import { lab } from '../../lab/lab.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { count, number, plainNumber } from '../../ui/format.ts'
import { splits } from '../../ui/runNames.ts'
import { SplitControl } from '../../ui/SplitControl.tsx'

/** The most dots; more would hide each other. */
const mostDots = 500
const side = 340
const margin = { left: 48, bottom: 40, top: 8, right: 16 }

export function PredictedAgainstTrue({ run }: { readonly run: RunInfo }) {
  const scores = run.result?.scores ?? {}
  const present = splits.filter((name) => name !== 'train' && scores[name])
  const [split, setSplit] = useState<SplitName>(present.at(-1) ?? 'dev')
  const answer = useQuery({
    queryKey: ['predictions', run.id, 'scatter', split],
    queryFn: () =>
      lab.call('runs.predictions', { id: run.id, split, order: 'row', offset: 0, limit: mostDots }),
    retry: false,
  })
  const total = answer.data?.total ?? 0
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          Each dot is a row. On the diagonal the prediction is exactly right; above it, it is too high.
          {total > mostDots && ` The first ${count(mostDots)} of ${count(total)} rows.`}
        </Text>
        <SplitControl splits={present} value={split} onChange={setSplit} />
      </Group>
      <ErrorNote error={answer.error} />
      {answer.data && <Scatter run={run} rows={answer.data.rows} />}
    </Stack>
  )
}

function Scatter({ run, rows }: { readonly run: RunInfo; readonly rows: readonly Prediction[] }) {
  const colour = runColour(run.number, useComputedColorScheme('light'))
  const dots = rows
    .map(({ row, text, label, predicted }) => ({ row, text, x: Number(label), y: Number(predicted) }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
  const ticks = enclosing(dots.flatMap(({ x, y }) => [x, y]))
  const low = ticks[0] ?? 0
  const span = (ticks.at(-1) ?? 1) - low || 1
  const across = (value: number): number => margin.left + (side * (value - low)) / span
  const up = (value: number): number => margin.top + side - (side * (value - low)) / span
  const width = margin.left + side + margin.right
  const height = margin.top + side + margin.bottom
  return (
    <figure style={{ margin: 0 }} aria-label="Predicted against true">
      <Title order={2}>Predicted against true</Title>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={`${dots.length} rows, predicted against true`}
      >
        <g stroke="var(--mantine-color-default-border)" fill="none">
          {ticks.map((tick) => (
            <path key={tick} d={`M${across(low)} ${up(tick)}h${side}M${across(tick)} ${up(low)}v${-side}`} />
          ))}
          <path d={`M${across(low)} ${up(low)}l${side} ${-side}`} stroke="var(--mantine-color-dimmed)" />
        </g>
        <g fill="var(--mantine-color-dimmed)" fontSize={12}>
          {ticks.map((tick) => (
            <g key={tick}>
              <text x={across(tick)} y={up(low) + 16} textAnchor="middle">
                {plainNumber(tick)}
              </text>
              <text x={margin.left - 8} y={up(tick) + 4} textAnchor="end">
                {plainNumber(tick)}
              </text>
            </g>
          ))}
          <text x={margin.left + side / 2} y={height - 4} textAnchor="middle">
            True
          </text>
          <text transform={`translate(12 ${margin.top + side / 2}) rotate(-90)`} textAnchor="middle">
            Predicted
          </text>
        </g>
        <g fill={colour} fillOpacity={0.6}>
          {dots.map(({ row, text, x, y }) => (
            <circle key={row} cx={across(x)} cy={up(y)} r={3.5}>
              <title>{`Row ${row}: true ${number(x)}, predicted ${number(y)}\n${text}`}</title>
            </circle>
          ))}
        </g>
      </svg>
    </figure>
  )
}

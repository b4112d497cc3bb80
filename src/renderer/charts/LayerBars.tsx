// How many texts leave at each layer, stacked by their true class.
import { BarChart } from '@mantine/charts'
import { Group, Text, useComputedColorScheme } from '@mantine/core'
import { count } from '../ui/format.ts'
import { classColour } from './colours.ts'
import { Figure } from './Figure.tsx'
import { numbersCsv, NumbersTable } from './NumbersTable.tsx'

/** As many as there are colours; the rarest of more are drawn as one. */
const mostClasses = 6

interface LayerBarsProps {
  readonly title: string
  /** counts[l][c]: texts of class c that leave at layer l. */
  readonly counts: readonly (readonly number[])[]
  /** Names of the classes; empty where all texts are of one kind. */
  readonly labels: readonly string[]
  readonly height?: number
}

export function LayerBars({ title, counts, labels, height = 300 }: LayerBarsProps) {
  const scheme = useComputedColorScheme('light')
  const parts = partsOf(counts, labels).map((part) => ({
    ...part,
    colour: part.colour === null ? 'var(--mantine-color-dimmed)' : classColour(part.colour, scheme),
  }))
  const layers = counts.map((of, l) => ({
    layer: String(l + 1),
    ...Object.fromEntries(
      parts.map(({ key, classes }) => [key, classes.reduce((sum, c) => sum + of[c]!, 0)]),
    ),
  }))
  const totals = counts.map((of) => of.reduce((sum, n) => sum + n, 0))
  const numbers = {
    columns: ['Layer', 'Texts', ...labels],
    rows: counts.map((of, l) => [
      String(l + 1),
      count(totals[l]!),
      ...(labels.length > 0 ? of.map(count) : []),
    ]),
  }
  return (
    <Figure
      title={title}
      height={height}
      empty={null}
      table={<NumbersTable numbers={numbers} height={height} />}
      csv={() => numbersCsv(numbers)}
      legend={parts.map(({ label, colour }) => ({ label, colour, dash: '', shape: square }))}
      below={
        labels.length > 0 && (
          <Group gap="4px 16px">
            {parts.map(({ key, label, colour }) => (
              <Text key={key} span fz={12}>
                <svg width={12} height={10} viewBox="-6 -5 12 10" aria-hidden>
                  <path d={square} fill={colour} />
                </svg>{' '}
                {label}
              </Text>
            ))}
          </Group>
        )
      }
    >
      <BarChart
        h={height}
        data={layers}
        dataKey="layer"
        type="stacked"
        series={parts.map(({ key, label, colour }) => ({ name: key, label, color: colour }))}
        xAxisLabel="Layer"
        yAxisProps={{ width: 52, tickFormatter: (value: number) => count(value), allowDecimals: false }}
        gridColor="var(--mantine-color-default-border)"
        strokeDasharray="0"
        tickLine="none"
        barProps={{ isAnimationActive: false }}
        tooltipAnimationDuration={0}
        valueFormatter={count}
        role="img"
        aria-label={`${title}, first layer first: ${totals.map(count).join(', ')}`}
      />
    </Figure>
  )
}

const square = 'M-4-4h8v8h-8z'

interface Part {
  readonly key: string
  readonly label: string
  /** Index of its colour; null for what has none of its own. */
  readonly colour: number | null
  readonly classes: readonly number[]
}

function partsOf(counts: readonly (readonly number[])[], labels: readonly string[]): Part[] {
  if (labels.length === 0) return [{ key: 'texts', label: 'Texts', colour: 0, classes: [0] }]
  const total = (c: number): number => counts.reduce((sum, of) => sum + of[c]!, 0)
  const bySize = labels.map((_, c) => c).toSorted((a, b) => total(b) - total(a))
  const own = labels.length <= mostClasses ? bySize : bySize.slice(0, mostClasses)
  const rest = bySize.slice(own.length)
  return [
    ...own
      .toSorted((a, b) => a - b)
      .map((c, i) => ({
        key: `class ${c}`,
        label: labels[c]!,
        // Few classes have the colours that they have on other charts.
        colour: rest.length === 0 ? c : i,
        classes: [c],
      })),
    ...(rest.length > 0
      ? [{ key: 'others', label: `${rest.length} other classes`, colour: null, classes: rest }]
      : []),
  ]
}

// A chart of curves with its table, its legend and its ways out as CSV, SVG and PNG.
import { LineChart } from '@mantine/charts'
import { Group, Text } from '@mantine/core'
import { memo, useMemo, useState } from 'react'
import { duration, number, plainNumber } from '../ui/format.ts'
import { CurveTable } from './CurveTable.tsx'
import { axisTitles, type Curve } from './curves.ts'
import { Figure } from './Figure.tsx'
import { Legend } from './Legend.tsx'
import { reachOf, scalesOf } from './scales.ts'
import { csvOf, positiveOnly, rowsOf, thinRows, type Axis } from './series.ts'

/** Rows in the drawing; a chart has fewer columns of pixels. */
const mostDrawn = 800

interface CurveChartProps {
  readonly title: string
  readonly curves: readonly Curve[]
  readonly axis: Axis
  readonly log?: boolean
  readonly height?: number
  /** The point that counts, marked with a star. */
  readonly best?: { readonly x: number; readonly y: number } | null
  /** How far the x axis reaches, where charts side by side share it; else as far as the points do. */
  readonly reach?: readonly [number, number] | undefined
  readonly empty: string
}

export const CurveChart = memo(function CurveChart(props: CurveChartProps) {
  const { title, axis, log = false, height = 230, best = null, empty } = props
  const [hidden, setHidden] = useState<readonly string[]>([])
  const { lines: curves, dropped } = useMemo(
    () => (log ? positiveOnly(props.curves) : { lines: [...props.curves], dropped: 0 }),
    [props.curves, log],
  )
  const shown = curves.filter(({ name }) => !hidden.includes(name))
  const rows = useMemo(() => rowsOf(curves), [curves])
  const drawn = useMemo(
    () => [
      ...thinRows(
        rows,
        curves.map(({ key }) => key),
        mostDrawn,
      ),
    ],
    [rows, curves],
  )
  const reach = props.reach
  const scales = useMemo(
    () => scalesOf(curves, axis, log, reach ?? reachOf(curves) ?? [0, 1]),
    [curves, axis, log, reach],
  )
  const legend = curves.filter(({ faint }) => !faint)
  const formatX = (x: number): string => (axis === 'time' ? duration(x) : plainNumber(x))

  return (
    <Figure
      title={title}
      height={height}
      empty={rows.length === 0 ? empty : null}
      table={<CurveTable curves={curves} rows={rows} axis={axis} height={height} />}
      csv={() => csvOf(curves, axis)}
      legend={legend}
      below={
        <Group gap="4px 16px">
          {legend.length > 1 && <Legend curves={legend} hidden={hidden} onHidden={setHidden} />}
          {dropped > 0 && (
            <Text size="xs" c="dimmed">
              {dropped} values at or below 0 have no place on a logarithmic axis.
            </Text>
          )}
        </Group>
      }
    >
      <LineChart
        h={height}
        data={drawn}
        dataKey="x"
        curveType="linear"
        series={shown.map(({ key, label, colour, dash }) => ({
          name: key,
          label,
          color: colour,
          ...(dash && { strokeDasharray: dash }),
        }))}
        lineProps={(series) => lineLook(shown.find(({ key }) => key === series.name))}
        withDots={false}
        xAxisProps={{
          type: 'number',
          domain: scales.x,
          ticks: scales.xTicks,
          tickFormatter: formatX,
          minTickGap: 24,
        }}
        yAxisProps={{
          width: 52,
          domain: [scales.yTicks[0]!, scales.yTicks.at(-1)!],
          ticks: scales.yTicks,
          tickFormatter: plainNumber,
          interval: 0,
          ...(log && { scale: 'log' as const }),
        }}
        gridColor="var(--mantine-color-default-border)"
        tickLine="none"
        strokeDasharray="0"
        valueFormatter={number}
        tooltipProps={{ labelFormatter: (x) => `${axisTitles[axis]} ${formatX(Number(x))}` }}
        tooltipAnimationDuration={0}
        {...(best && {
          referenceDots: [
            {
              x: best.x,
              y: best.y,
              r: 0,
              label: { value: '★', position: 'center', fontSize: 20, fill: legend[0]?.colour ?? '' },
            },
          ],
        })}
      />
    </Figure>
  )
})

function lineLook(curve: Curve | undefined) {
  return {
    isAnimationActive: false,
    strokeWidth: curve?.faint ? 1 : 2,
    strokeOpacity: curve?.faint ? 0.3 : 1,
    dot: curve?.dots ? { r: 2.5, fill: curve.colour, strokeWidth: 0 } : false,
    activeDot: curve?.faint ? false : { r: 3 },
  }
}

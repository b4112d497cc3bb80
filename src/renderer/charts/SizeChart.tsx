// Score against the number of training rows: a line for each method, with its deviation over seeds.
import { Group } from '@mantine/core'
import { useState } from 'react'
import {
  CartesianGrid,
  ErrorBar,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { around, plainNumber } from '../ui/format.ts'
import { Figure } from './Figure.tsx'
import { Legend } from './Legend.tsx'
import { tickLook } from './MarkName.tsx'
import { numbersCsv, NumbersTable } from './NumbersTable.tsx'
import { enclosing } from './ticks.ts'

export interface SizeLine {
  readonly key: string
  readonly label: string
  readonly colour: string
  readonly dash: string
  /** One for each size, in the order of `sizes`; null where nothing has finished. */
  readonly points: readonly ({ readonly score: number; readonly deviation: number } | null)[]
}

interface SizeChartProps {
  readonly title: string
  readonly sizes: readonly string[]
  readonly lines: readonly SizeLine[]
  readonly height?: number
}

export function SizeChart({ title, sizes, lines, height = 300 }: SizeChartProps) {
  const [hidden, setHidden] = useState<readonly string[]>([])
  const shown = lines.filter(({ label }) => !hidden.includes(label))
  const rows = sizes.map((size, i) => ({
    size,
    ...Object.fromEntries(
      shown.flatMap(({ key, points }): [string, number][] => {
        const point = points[i]
        return point
          ? [
              [key, point.score],
              [`${key} deviation`, point.deviation],
            ]
          : []
      }),
    ),
  }))
  const up = enclosing(
    lines.flatMap(({ points }) =>
      points.flatMap((point) =>
        point ? [point.score - point.deviation, point.score + point.deviation] : [],
      ),
    ),
  )
  const names = lines.map(({ key, label, colour, dash }) => ({ key, label, name: label, colour, dash }))
  const numbers = {
    columns: ['Method', ...sizes],
    rows: lines.map(({ label, points }) => [
      label,
      ...points.map((point) => (point ? around(point.score, point.deviation) : '')),
    ]),
  }
  return (
    <Figure
      title={title}
      height={height}
      empty={lines.length === 0 ? 'The first finished runs come here.' : null}
      table={<NumbersTable numbers={numbers} height={height} />}
      csv={() => numbersCsv(numbers)}
      legend={names}
      below={
        <Group gap="4px 16px">
          <Legend curves={names} hidden={hidden} onHidden={setHidden} />
        </Group>
      }
    >
      <ResponsiveContainer width="100%" height={height}>
        <LineChart data={rows} margin={{ top: 12, right: 16, bottom: 24, left: 0 }}>
          <CartesianGrid stroke="var(--mantine-color-default-border)" vertical={false} />
          <XAxis
            dataKey="size"
            padding={{ left: 24, right: 24 }}
            tick={tickLook}
            stroke="var(--mantine-color-default-border)"
            tickLine={false}
            label={{ value: 'Training rows per class', position: 'insideBottom', offset: -16, ...tickLook }}
          />
          <YAxis
            width={52}
            domain={[up[0]!, up.at(-1)!]}
            ticks={up}
            interval={0}
            tickFormatter={plainNumber}
            tick={tickLook}
            axisLine={false}
            tickLine={false}
          />
          <Tooltip isAnimationActive={false} content={<SizeNote />} />
          {shown.map(({ key, label, colour, dash }) => (
            <Line
              key={key}
              dataKey={key}
              name={label}
              stroke={colour}
              strokeWidth={2}
              strokeDasharray={dash}
              dot={{ r: 3, fill: colour, strokeWidth: 0 }}
              isAnimationActive={false}
              connectNulls
            >
              <ErrorBar dataKey={`${key} deviation`} width={4} stroke={colour} strokeOpacity={0.7} />
            </Line>
          ))}
        </LineChart>
      </ResponsiveContainer>
    </Figure>
  )
}

interface SizeNoteProps {
  /** Given by the chart: the size that the pointer is on, and the lines' points there. */
  readonly label?: string
  readonly payload?: readonly {
    readonly dataKey: string
    readonly name: string
    readonly value: number
    readonly payload: Readonly<Record<string, number>>
  }[]
}

function SizeNote({ label, payload = [] }: SizeNoteProps) {
  return (
    <div className="chartNote">
      <strong>{label}</strong>
      {payload.map(({ dataKey, name, value, payload: row }) => (
        <div key={dataKey}>
          {name} {around(value, row[`${dataKey} deviation`] ?? 0)}
        </div>
      ))}
    </div>
  )
}

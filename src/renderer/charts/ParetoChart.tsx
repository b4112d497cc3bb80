// Score against trained parameters: up and to the left is better, and the line joins what nothing beats in both.
import { useElementSize } from '@mantine/hooks'
import {
  CartesianGrid,
  ErrorBar,
  LabelList,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
  ResponsiveContainer,
} from 'recharts'
import { around, count, plainNumber, short } from '../ui/format.ts'
import { Figure } from './Figure.tsx'
import { labelPlaces, type Place } from './labelPlaces.ts'
import { MarkName, tickLook } from './MarkName.tsx'
import { numbersCsv, NumbersTable } from './NumbersTable.tsx'
import { shapeOf } from './shapes.ts'
import { enclosing, enclosingPowers } from './ticks.ts'

export interface ParetoPoint {
  readonly key: string
  readonly label: string
  readonly colour: string
  /** Of the method, from 1: decides the mark. */
  readonly number: number
  readonly parameters: number
  readonly score: number
  readonly deviation: number
  readonly onFront: boolean
}

interface ParetoChartProps {
  readonly title: string
  /** What the score is, e.g. "Accuracy". */
  readonly metric: string
  readonly points: readonly ParetoPoint[]
  readonly height?: number
}

export function ParetoChart({ title, metric, points, height = 300 }: ParetoChartProps) {
  const powers = enclosingPowers(points.map(({ parameters }) => parameters))
  // 0 has no logarithm: what trains nothing stands one power before all others.
  const across = points.some(({ parameters }) => parameters === 0) ? [powers[0]! / 10, ...powers] : powers
  const placed = (point: ParetoPoint) => ({ ...point, x: point.parameters || across[0]! })
  const up = enclosing(points.flatMap(({ score, deviation }) => [score - deviation, score + deviation]))
  const front = points.filter(({ onFront }) => onFront).toSorted((a, b) => a.parameters - b.parameters)
  const { ref, width } = useElementSize()
  const inner = Math.max(1, width - yAxisWidth - margin.right)
  const places = labelPlaces(
    points.map(placed).map(({ label, x, score }) => ({
      label,
      x: inner * shareOf(Math.log(x), Math.log(across[0]!), Math.log(across.at(-1)!)),
      y: (height - xAxisHeight - margin.top - margin.bottom) * (1 - shareOf(score, up[0]!, up.at(-1)!)),
    })),
    inner + margin.right,
  )
  const numbers = {
    columns: ['Method', 'Trained parameters', metric, 'Deviation', 'Nothing beats it'],
    rows: points.map((one) => [
      one.label,
      count(one.parameters),
      one.score.toFixed(3),
      one.deviation.toFixed(3),
      one.onFront ? 'yes' : '',
    ]),
  }
  return (
    <Figure
      title={title}
      height={height}
      empty={points.length === 0 ? 'The first finished runs come here.' : null}
      table={<NumbersTable numbers={numbers} height={height} />}
      csv={() => numbersCsv(numbers)}
      legend={[]}
    >
      <div ref={ref}>
        <ResponsiveContainer width="100%" height={height}>
          <ScatterChart margin={margin}>
            <CartesianGrid stroke="var(--mantine-color-default-border)" vertical={false} />
            <XAxis
              type="number"
              dataKey="x"
              height={xAxisHeight}
              scale="log"
              domain={[across[0]!, across.at(-1)!]}
              ticks={across}
              tickFormatter={(tick: number) => (tick < powers[0]! ? '0' : roundShort(tick))}
              tick={tickLook}
              stroke="var(--mantine-color-default-border)"
              tickLine={false}
              label={{ value: 'Trained parameters', position: 'insideBottom', offset: -16, ...tickLook }}
            />
            <YAxis
              type="number"
              dataKey="score"
              width={yAxisWidth}
              domain={[up[0]!, up.at(-1)!]}
              ticks={up}
              interval={0}
              tickFormatter={plainNumber}
              tick={tickLook}
              axisLine={false}
              tickLine={false}
            />
            <Tooltip isAnimationActive={false} cursor={false} content={<PointNote metric={metric} />} />
            <Scatter
              data={front.map(placed)}
              line={{ stroke: 'var(--mantine-color-dimmed)', strokeDasharray: '4 4' }}
              shape={nothing}
              isAnimationActive={false}
              tooltipType="none"
            />
            {points.map((point, i) => (
              <Scatter
                key={point.key}
                name={point.label}
                data={[placed(point)]}
                fill={point.colour}
                shape={shapeOf(point.number)}
                isAnimationActive={false}
              >
                <ErrorBar
                  dataKey="deviation"
                  direction="y"
                  width={5}
                  stroke={point.colour}
                  strokeWidth={1.5}
                />
                <LabelList dataKey="label" content={<Name label={point.label} place={places[i]!} />} />
              </Scatter>
            ))}
          </ScatterChart>
        </ResponsiveContainer>
      </div>
    </Figure>
  )
}

const yAxisWidth = 52
const xAxisHeight = 30
const margin = { top: 12, right: 24, bottom: 24, left: 0 }

/** "10 k" for a tick at 10,000. */
const roundShort = (value: number): string => short(value).replace(/\.0+(?= )/, '')

/** The front is a line; its points have marks of their own. */
const nothing = () => <g />

const shareOf = (value: number, low: number, high: number): number => (value - low) / (high - low)

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface NameProps {
  readonly label: string
  readonly place: Place
  /** Given by the chart: where the mark stands. */
  readonly viewBox?: Box
}

function Name({ label, place, viewBox: box }: NameProps) {
  if (!box) return null
  return <MarkName label={label} place={place} x={box.x + box.width / 2} y={box.y + box.height / 2} />
}

interface PointNoteProps {
  readonly metric: string
  /** Given by the chart: what the pointer is on. */
  readonly payload?: readonly { readonly payload: ParetoPoint }[]
}

function PointNote({ metric, payload }: PointNoteProps) {
  const point = payload?.[0]?.payload
  if (!point) return null
  return (
    <div className="chartNote">
      <strong>{point.label}</strong>
      <br />
      {metric} {around(point.score, point.deviation)}
      <br />
      {count(point.parameters)} trained parameters
    </div>
  )
}

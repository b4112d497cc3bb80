// Score against the share of layers that need not be computed: up and to the right is better.
import { useElementSize } from '@mantine/hooks'
import { useMemo } from 'react'
import {
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { number, percent, plainNumber } from '../ui/format.ts'
import { Figure } from './Figure.tsx'
import { labelPlaces } from './labelPlaces.ts'
import { tickLook } from './MarkName.tsx'
import { numbersCsv, NumbersTable } from './NumbersTable.tsx'
import { Diamond, Dot, Ring, SavedLegend } from './savedMarks.tsx'
import { enclosing } from './ticks.ts'

export interface SavedPoint {
  /** Share of the layers, 0 to 1. */
  readonly saved: number
  readonly score: number
  /** Where on its line it stands, e.g. "entropy=0.3". */
  readonly note: string
}

export interface SavedLine {
  readonly key: string
  readonly label: string
  readonly colour: string
  readonly dash: string
  readonly points: readonly SavedPoint[]
}

interface SavedChartProps {
  readonly title: string
  /** What the score is, e.g. "Accuracy". */
  readonly metric: string
  readonly lines: readonly SavedLine[]
  /** Points with a name beside them. */
  readonly marks?: readonly (SavedPoint & { readonly label: string; readonly colour: string })[]
  /** What the marks are, for the legend. */
  readonly markTitle?: string
  /** The point at hand. */
  readonly chosen?: (SavedPoint & { readonly colour: string }) | null
  /** The score of all layers. */
  readonly full?: number
  readonly empty?: string | null
  readonly height?: number
  /** A click on a point of a line. */
  readonly onPick?: (line: string, point: number) => void
}

export function SavedChart(props: SavedChartProps) {
  const { title, metric, lines, marks = none, markTitle, chosen, full, height = 300, onPick } = props
  const up = enclosing([
    ...lines.flatMap(({ points }) => points.map(({ score }) => score)),
    ...marks.map(({ score }) => score),
    ...(full === undefined ? [] : [full]),
  ])
  const { ref, width } = useElementSize()
  const [low, high] = [up[0]!, up.at(-1)!]
  const places = useMemo(() => {
    const inner = Math.max(1, width - yAxisWidth - margin.right)
    const tall = height - xAxisHeight - margin.top - margin.bottom
    return labelPlaces(
      marks.map(({ label, saved, score }) => ({
        label,
        x: inner * saved,
        y: tall * (1 - (score - low) / (high - low)),
      })),
      inner + margin.right,
    )
  }, [marks, width, height, low, high])
  // What stands still is not drawn anew while the chosen point moves.
  const drawn = useMemo(
    () => [
      ...lines.map(({ key, label, colour, dash, points }) => (
        <Scatter
          key={key}
          name={label}
          data={points}
          fill={colour}
          line={{ stroke: colour, strokeWidth: 2, ...(dash && { strokeDasharray: dash }) }}
          shape={<Dot pickable={onPick !== undefined} />}
          isAnimationActive={false}
          {...(onPick && { onClick: (_: unknown, i: number) => onPick(key, i) })}
        />
      )),
      ...marks.map((mark, i) => (
        <Scatter
          key={`${mark.label} ${mark.note}`}
          name={mark.label}
          data={[mark]}
          fill={mark.colour}
          shape={<Diamond label={mark.label} place={places[i]!} />}
          isAnimationActive={false}
        />
      )),
    ],
    [lines, marks, places, onPick],
  )
  const numbers = {
    columns: ['Point', 'Layers saved', metric],
    rows: [
      ...lines.map(({ label, points }) => ({ label, points })),
      ...marks.map((mark) => ({ label: mark.label, points: [mark] })),
    ].flatMap(({ label, points }) =>
      points.map(({ note, saved, score }) => [`${label}: ${note}`, percent(saved), number(score)]),
    ),
  }
  return (
    <Figure
      title={title}
      height={height}
      empty={props.empty ?? null}
      table={<NumbersTable numbers={numbers} height={height} />}
      csv={() => numbersCsv(numbers)}
      legend={lines}
      below={
        <SavedLegend
          lines={lines}
          hasChosen={Boolean(chosen)}
          markTitle={marks.length > 0 ? markTitle : undefined}
        />
      }
    >
      <div ref={ref}>
        <ResponsiveContainer width="100%" height={height}>
          <ScatterChart margin={margin}>
            <CartesianGrid stroke="var(--mantine-color-default-border)" vertical={false} />
            <XAxis
              type="number"
              dataKey="saved"
              height={xAxisHeight}
              domain={[0, 1]}
              ticks={[0, 0.25, 0.5, 0.75, 1]}
              tickFormatter={(share: number) => `${100 * share} %`}
              tick={tickLook}
              stroke="var(--mantine-color-default-border)"
              tickLine={false}
              label={{ value: 'Layers saved', position: 'insideBottom', offset: -16, ...tickLook }}
            />
            <YAxis
              type="number"
              dataKey="score"
              width={yAxisWidth}
              domain={[low, high]}
              ticks={up}
              interval={0}
              tickFormatter={plainNumber}
              tick={tickLook}
              axisLine={false}
              tickLine={false}
            />
            <Tooltip isAnimationActive={false} cursor={false} content={<PointNote metric={metric} />} />
            {full !== undefined && (
              <ReferenceLine
                y={full}
                stroke="var(--mantine-color-dimmed)"
                strokeDasharray="4 4"
                label={{ value: `All layers ${number(full)}`, position: 'insideTopRight', ...tickLook }}
              />
            )}
            {drawn}
            {chosen && (
              <Scatter
                name="Chosen"
                data={[chosen]}
                fill={chosen.colour}
                shape={<Ring />}
                isAnimationActive={false}
                tooltipType="none"
              />
            )}
          </ScatterChart>
        </ResponsiveContainer>
      </div>
    </Figure>
  )
}

const none: NonNullable<SavedChartProps['marks']> = []

const yAxisWidth = 52
const xAxisHeight = 30
const margin = { top: 16, right: 24, bottom: 24, left: 0 }

interface PointNoteProps {
  readonly metric: string
  /** Given by the chart: what the pointer is on. */
  readonly payload?: readonly { readonly payload: SavedPoint }[]
}

function PointNote({ metric, payload }: PointNoteProps) {
  const point = payload?.[0]?.payload
  if (!point) return null
  return (
    <div className="chartNote">
      <strong>{point.note}</strong>
      <br />
      {metric} {number(point.score)}
      <br />
      {percent(point.saved)} of the layers saved
    </div>
  )
}

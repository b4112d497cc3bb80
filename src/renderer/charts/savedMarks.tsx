// How the points of score against layers saved are drawn: a dot on a line, one with a name, the one at hand; and what they are.
import { Group, Text } from '@mantine/core'
import type { Place } from './labelPlaces.ts'
import { LineSign } from './Legend.tsx'
import { MarkName } from './MarkName.tsx'
import type { SavedLine } from './SavedChart.tsx'

const diamond = 'M0-5L5 0L0 5L-5 0z'

/** Given by the chart. */
interface ShapeProps {
  readonly cx?: number
  readonly cy?: number
  readonly fill?: string
}

/** Small, with room around it for the pointer. */
export function Dot({ cx, cy, fill, pickable }: ShapeProps & { readonly pickable: boolean }) {
  return (
    <g style={pickable ? { cursor: 'pointer' } : {}}>
      <circle cx={cx} cy={cy} r={6} fill="transparent" />
      <circle cx={cx} cy={cy} r={2} fill={fill} />
    </g>
  )
}

interface DiamondProps extends ShapeProps {
  readonly label: string
  readonly place: Place
}

export function Diamond({ cx = 0, cy = 0, fill, label, place }: DiamondProps) {
  return (
    <g transform={`translate(${cx} ${cy})`}>
      <path d={diamond} fill="var(--mantine-color-body)" stroke={fill} strokeWidth={1.5} />
      <MarkName label={label} place={place} x={0} y={0} />
    </g>
  )
}

export function Ring({ cx, cy, fill }: ShapeProps) {
  return (
    <g pointerEvents="none">
      <circle cx={cx} cy={cy} r={5} fill={fill} />
      <circle cx={cx} cy={cy} r={9} fill="none" stroke="var(--mantine-color-text)" strokeWidth={2} />
    </g>
  )
}

interface SavedLegendProps {
  readonly lines: readonly SavedLine[]
  /** Whether a point is at hand. */
  readonly hasChosen: boolean
  /** What the points with a name are; undefined where there are none. */
  readonly markTitle: string | undefined
}

export function SavedLegend({ lines, hasChosen, markTitle }: SavedLegendProps) {
  return (
    <Group gap="4px 16px">
      {lines.map(({ key, label, colour, dash }) => (
        <Text key={key} span fz={12}>
          <LineSign colour={colour} dash={dash} /> {label}
        </Text>
      ))}
      {hasChosen && (
        <Text span fz={12}>
          <svg width={12} height={12} viewBox="-6 -6 12 12" aria-hidden>
            <circle r={2.5} fill="currentColor" />
            <circle r={5} fill="none" stroke="currentColor" strokeWidth={1.5} />
          </svg>{' '}
          At the threshold below
        </Text>
      )}
      {markTitle !== undefined && (
        <Text span fz={12}>
          <svg width={12} height={12} viewBox="-6 -6 12 12" aria-hidden>
            <path d={diamond} fill="var(--mantine-color-body)" stroke="currentColor" strokeWidth={1.5} />
          </svg>{' '}
          {markTitle}
        </Text>
      )}
    </Group>
  )
}

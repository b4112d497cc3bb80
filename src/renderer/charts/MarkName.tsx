// The name beside a mark of a chart, and how charts write their axes.
import { anchors, type Place } from './labelPlaces.ts'

export const tickLook = { fill: 'var(--mantine-color-dimmed)', fontSize: 12 } as const

interface MarkNameProps {
  readonly label: string
  readonly place: Place
  /** The middle of the mark. */
  readonly x: number
  readonly y: number
}

export function MarkName({ label, place, x, y }: MarkNameProps) {
  const { dx, dy, anchor } = anchors[place]
  return (
    <text
      x={x + dx}
      y={y + dy}
      textAnchor={anchor}
      fontSize={12}
      fill="var(--mantine-color-text)"
      // Lines end before a name instead of crossing it out.
      paintOrder="stroke"
      stroke="var(--mantine-color-body)"
      strokeWidth={4}
      strokeLinejoin="round"
    >
      {label}
    </text>
  )
}

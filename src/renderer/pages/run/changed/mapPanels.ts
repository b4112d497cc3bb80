// Two maps side by side with one scale: where each mark lies, and which one is under the pointer.
import type { HiddenChange, StateMap } from '../../../../shared/changes.ts'
import { csvCell } from '../../../../shared/csvCell.ts'

export const titleHeight = 20
const gap = 16
const largest = 420
const margin = 12
/** How near the pointer must be to a mark, in pixels. */
const reach = 14

type Place = readonly [x: number, y: number]

export interface Panels {
  readonly width: number
  readonly height: number
  readonly side: number
  /** Where the panels begin, left to right. */
  readonly offsets: readonly number[]
  /** Each row's place in each panel. */
  readonly places: readonly (readonly Place[])[]
}

/** Both maps as large as `width` allows. One unit is as long across as upwards, and the same on both. */
export function panelsOf({ before, after }: StateMap, width: number): Panels {
  const side = Math.max(80, Math.min(largest, Math.floor((width - gap) / 2)))
  const offsets = [0, side + gap]
  const all = [...before, ...after]
  const range = (axis: 0 | 1): readonly [number, number] => {
    const values = all.map((point) => point[axis])
    return [Math.min(...values), Math.max(...values)]
  }
  const [across, up] = [range(0), range(1)]
  const span = Math.max(across[1] - across[0], up[1] - up[0]) || 1
  const scale = (side - 2 * margin) / span
  const middle = ([low, high]: readonly [number, number]): number => (low + high) / 2
  const places = [before, after].map((points, panel) =>
    points.map(([x, y]): Place => [
      offsets[panel]! + side / 2 + scale * (x - middle(across)),
      titleHeight + side / 2 - scale * (y - middle(up)),
    ]),
  )
  return { width: 2 * side + gap, height: titleHeight + side + 1, side, offsets, places }
}

/** The row whose mark, on either map, is nearest to a point and not far from it. */
export function nearestMark(
  { places }: Panels,
  x: number,
  y: number,
  shown: readonly boolean[],
): number | null {
  let found: number | null = null
  let nearest = reach
  for (const panel of places)
    panel.forEach(([px, py], row) => {
      const distance = Math.hypot(px - x, py - y)
      if (!shown[row] || distance >= nearest) return
      nearest = distance
      found = row
    })
  return found
}

/** The texts with their places on both maps. */
export function mapCsv({ rows, classes }: Pick<HiddenChange, 'rows' | 'classes'>, map: StateMap): string {
  const head = 'row,text,class,before_x,before_y,after_x,after_y'
  const lines = rows.map(({ row, text, class: index }, i) =>
    [
      row,
      csvCell(text),
      csvCell(index === null ? '' : classes[index]!),
      ...map.before[i]!,
      ...map.after[i]!,
    ].join(','),
  )
  return [head, ...lines].join('\n') + '\n'
}

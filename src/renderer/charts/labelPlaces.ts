// Where names stand beside marks without covering each other.

export interface Mark {
  /** In pixels of the drawing. */
  readonly x: number
  readonly y: number
  readonly label: string
}

export type Place = 'right' | 'left' | 'top' | 'bottom'

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const lineHeight = 14
const characterWidth = 7
const radius = 8
const distance = 8

/** How a name is anchored at each place, and how far from its mark. */
export const anchors = {
  right: { dx: distance, dy: 4, anchor: 'start' },
  left: { dx: -distance, dy: 4, anchor: 'end' },
  top: { dx: 0, dy: -distance - 2, anchor: 'middle' },
  bottom: { dx: 0, dy: distance + 10, anchor: 'middle' },
} as const

/** For each mark the first place where its name is inside `width` and covers no mark and no name before it; else the first inside. */
export function labelPlaces(marks: readonly Mark[], width: number): Place[] {
  const taken: Box[] = marks.map(({ x, y }) => ({
    left: x - radius,
    right: x + radius,
    top: y - radius,
    bottom: y + radius,
  }))
  return marks.map((mark) => {
    const inside = (['right', 'left', 'top', 'bottom'] as const).filter((place) => {
      const box = boxOf(mark, place)
      return box.left >= 0 && box.right <= width
    })
    const free = inside.find((place) => !taken.some((other) => cover(boxOf(mark, place), other)))
    const place = free ?? inside[0] ?? 'right'
    taken.push(boxOf(mark, place))
    return place
  })
}

function boxOf({ x, y, label }: Mark, place: Place): Box {
  const { dx, dy, anchor } = anchors[place]
  const wide = characterWidth * label.length
  const left = x + dx - { start: 0, middle: wide / 2, end: wide }[anchor]
  const bottom = y + dy + 3
  return { left, right: left + wide, top: bottom - lineHeight, bottom }
}

const cover = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

// How classes are told apart on a map: by colour, and by shape for eyes and printers that see no colour.
import { classColour } from './colours.ts'

export interface Mark {
  /** An SVG path around 0 0. */
  readonly shape: string
  readonly colour: string
}

// Circle, square, triangle, diamond, plus, triangle upside down: each about as large to the eye.
const shapes = [
  'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0',
  'M-3.5-3.5h7v7h-7z',
  'M0-4.6L4.4 3.4H-4.4z',
  'M0-5L5 0L0 5L-5 0z',
  'M-1.4-4.6h2.8v3.2h3.2v2.8h-3.2v3.2h-2.8v-3.2h-3.2v-2.8h3.2z',
  'M0 4.6L-4.4-3.4H4.4z',
] as const

/** The mark of a class: once all colours are used, they come again with other shapes. */
export function markOf(index: number, scheme: 'light' | 'dark'): Mark {
  const round = Math.floor(index / shapes.length)
  return { shape: shapes[(index + round) % shapes.length]!, colour: classColour(index, scheme) }
}

/** The mark of a row that has no class. */
export const plainMark: Mark = { shape: shapes[0], colour: 'var(--mantine-color-dimmed)' }

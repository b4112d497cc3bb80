// Marks that tell methods apart without colour.
const shapes = ['circle', 'square', 'triangle', 'diamond', 'cross', 'star', 'wye'] as const

/** The mark of the method with this number, counted from 1. */
export function shapeOf(number: number): (typeof shapes)[number] {
  return shapes[(number - 1) % shapes.length]!
}

// A value in a graph: what every graph function takes and returns.
import { LabError } from '../../shared/labError.ts'

/**
 * A size, or the name of a size that each batch decides: M tokens, B rows, S longest row, P = B S padded slots. Names may be
 * sums of products, as `M + 8 B`.
 */
export type Dim = number | string
export type Shape = readonly Dim[]
export type ElementType = 'float32' | 'int64' | 'uint8'

/** An immutable handle on one tensor of a graph. */
export interface Value {
  readonly name: string
  readonly shape: Shape
  readonly type: ElementType
}

/** `[M, 768]`, for messages. */
export const shapeText = (shape: Shape): string => `[${shape.join(', ')}]`

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((d, i) => d === b[i])

/** The dim of a sum. */
export const sumOf = (a: Dim, b: Dim): Dim =>
  typeof a === 'number' && typeof b === 'number' ? a + b : `${a} + ${b}`

/** The dim of a multiple. */
export const timesOf = (factor: number, d: Dim): Dim =>
  typeof d === 'number'
    ? factor * d
    : d
        .split(' + ')
        .map((term) => `${factor} ${term}`)
        .join(' + ')

/** The number that a dim stands for, given those of the names it is made of. */
export function sizeOf(d: Dim, sizes: { readonly [name: string]: number }): number {
  if (typeof d === 'number') return d
  const product = (term: string): number =>
    term.split(' ').reduce((n, factor) => n * (sizes[factor] ?? Number(factor)), 1)
  return d.split(' + ').reduce((sum, term) => sum + product(term), 0)
}

/** NumPy's broadcasting rule; a named dim only matches itself and 1. */
export function broadcast(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1
    const y = b[b.length - rank + i] ?? 1
    if (x !== y && x !== 1 && y !== 1)
      throw shapeError(op, 'shapes that broadcast', `${shapeText(a)} and ${shapeText(b)}`)
    return x === 1 ? y : x
  })
}

/** Number of elements of a shape without named dims. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((n, d) => n * d, 1)
}

/** A shape whose every dim is a number; weights have one. */
export function fixedShape(value: Value): readonly number[] {
  if (value.shape.every((d) => typeof d === 'number')) return value.shape as readonly number[]
  throw shapeError(value.name, 'a fixed shape', shapeText(value.shape))
}

/** The error of an op that was given the wrong shapes. */
export function shapeError(op: string, expected: string, got: string): LabError {
  return new LabError('graph', `${op} needs ${expected}, but was given ${got}.`, { op, expected, got })
}

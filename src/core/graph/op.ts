// What an op is: its shape, its ONNX nodes and its gradient, together in one record.
import type { Emitter } from './emitter.ts'
import type { Shape, Value } from './value.ts'

/** One term of an input's gradient, given what the other users of that input have summed up so far. */
export type Gradient = (sum: Value | null) => Value

/** What a gradient rule may look at. `dy` is the gradient of the loss by the op's output. */
export interface Backward<I, A> {
  readonly inputs: I
  readonly attributes: A
  readonly output: Value
  readonly saved: readonly Value[]
  readonly dy: Value
}

export type Inputs = readonly (Value | null)[]

export interface Op<I extends Inputs, A> {
  /** The output's shape; throws where the inputs do not fit. */
  shape(inputs: I, attributes: A): Shape
  /** Writes the nodes; `saved` are values that the gradient rule uses again. */
  emit(e: Emitter, inputs: I, attributes: A, shape: Shape): Emitted
  /** A term for each input, or null where no gradient flows (masks, indices, labels). Only needed terms are written. */
  grad(e: Emitter, backward: Backward<I, A>): { readonly [K in keyof I]: Gradient | null }
}

export interface Emitted {
  readonly output: Value
  readonly saved?: readonly Value[]
}

/** Gives the compiler the types of an op's inputs and attributes. */
export function defineOp<const I extends Inputs, A = Record<never, never>>(op: Op<I, A>): Op<I, A> {
  return op
}

/** The usual gradient term: a value that is added to the sum. */
export const plus =
  (e: Emitter, value: () => Value): Gradient =>
  (sum) =>
    sum ? e.add(sum, value()) : value()

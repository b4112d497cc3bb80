// y[i, j] = x[i, j - i + S - 1]: scores by distance laid out by place, without a gather (Shaw et al. 2018; Huang et al. 2019)
import { defineOp, plus } from '../op.ts'
import type { Emitter } from '../emitter.ts'
import { shapeError, shapeText, timesOf, type Dim, type Value } from '../value.ts'

/** The dim of 2 S: the distances that S places have, and one more, which is not read. */
export const twice = (s: Dim): Dim => timesOf(2, s)

/** x [B, H, S, 2 S] -> y [B, H, S, S]. */
export const skew = defineOp<[x: Value]>({
  shape: ([x]) => {
    const [rows, heads, s, distances] = x.shape
    if (x.shape.length !== 4 || distances !== twice(s!))
      throw shapeError('skew', 'scores [B, H, S, 2 S]', shapeText(x.shape))
    return [rows!, heads!, s!, s!]
  },
  // With the rows one after another, y[i, j] lies at S - 1 + (2 S - 1) i + j: rows of 2 S - 1, of which S are read.
  emit: (e, [x], _, shape) => {
    const { s, less, odd } = sizes(e, x)
    const long = e.reshape(x, [...shape.slice(0, 2), 'n'], e.integers([0, 0, -1]))
    const end = e.node('Add', [less, e.node('Mul', [s, odd], [1], {}, 'int64')], [1], {}, 'int64')
    const middle = e.node('Slice', [long, less, end, e.integers([2])], [...shape.slice(0, 2), 'n'])
    const rows = e.reshape(middle, [...shape.slice(0, 3), 'n'], join(e, [e.integers([0, 0, -1]), odd]))
    return { output: e.node('Slice', [rows, e.integers([0]), s, e.integers([3])], shape) }
  },
  // The same way back, with zeros where nothing was read
  grad: (e, { inputs: [x], output: y, dy }) => [
    plus(e, () => {
      const { less } = sizes(e, y)
      const zeros = (n: number): Value => e.integers(new Array<number>(n).fill(0))
      const rows = e.node('Pad', [dy, join(e, [zeros(7), less])], [...y.shape.slice(0, 3), 'n'])
      const middle = e.reshape(rows, [...y.shape.slice(0, 2), 'n'], e.integers([0, 0, -1]))
      const around = join(e, [zeros(2), less, zeros(2), e.integers([1])])
      const long = e.node('Pad', [middle, around], [...y.shape.slice(0, 2), 'n'])
      return e.reshape(long, x.shape, e.shapeOf(x))
    }),
  ],
})

/** S, S - 1 and 2 S - 1 at run time, int64 [1] each. */
function sizes(e: Emitter, x: Value): { s: Value; less: Value; odd: Value } {
  const integers = (type: string, inputs: Value[]): Value => e.node(type, inputs, [1], {}, 'int64')
  const s = integers('Slice', [e.shapeOf(x), e.integers([2]), e.integers([3])])
  const less = integers('Sub', [s, e.integers([1])])
  return { s, less, odd: integers('Add', [s, less]) }
}

function join(e: Emitter, parts: readonly Value[]): Value {
  const length = parts.reduce((sum, part) => sum + (part.shape[0] as number), 0)
  return e.node('Concat', parts, [length], { axis: 0 }, 'int64')
}

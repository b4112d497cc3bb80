// y = x[:, from:to]: some columns of a matrix, such as the queries of a joint query, key and value product
import { defineOp, plus } from '../op.ts'
import { shapeError, shapeText, type Value } from '../value.ts'

export const columns = defineOp<[x: Value], { from: number; to: number }>({
  shape: ([x], { from, to }) => {
    const [rows, width] = x.shape
    if (x.shape.length !== 2 || typeof width !== 'number' || from < 0 || to <= from || to > width)
      throw shapeError('columns', `a matrix with columns ${from} to ${to}`, shapeText(x.shape))
    return [rows!, to - from]
  },
  emit: (e, [x], { from, to }, shape) => ({
    output: e.node('Slice', [x, e.integers([from]), e.integers([to]), e.integers([1])], shape),
  }),
  // dx = dy with zeros on both sides
  grad: (e, { inputs: [x], attributes: { from, to }, dy }) => [
    plus(e, () => e.node('Pad', [dy, e.integers([0, from, 0, (x.shape[1] as number) - to])], x.shape)),
  ],
})

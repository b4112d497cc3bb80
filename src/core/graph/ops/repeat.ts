// y[b] = x: the same x for every row b of a batch
import { defineOp, plus } from '../op.ts'
import { fixedShape, type Value } from '../value.ts'

/** x has a fixed shape [...]; y is [B, ...] with the B of `rows` [B, ...]. */
export const repeat = defineOp<[x: Value, rows: Value]>({
  shape: ([x, rows]) => [rows.shape[0]!, ...fixedShape(x)],
  emit: (e, [x, rows], _, shape) => {
    const count = e.node('Gather', [e.shapeOf(rows), e.integers([0])], [1], {}, 'int64')
    const dims = [count, e.integers(fixedShape(x))]
    const target = e.node('Concat', dims, [shape.length], { axis: 0 }, 'int64')
    return { output: e.node('Expand', [x, target], shape) }
  },
  // dx = the sum of dy over the rows
  grad: (e, { inputs: [x], dy }) => [plus(e, () => e.sumTo(dy, x.shape)), null],
})

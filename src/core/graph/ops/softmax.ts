// y = exp(x) / sum exp(x) over the last axis
import { defineOp, plus } from '../op.ts'
import type { Value } from '../value.ts'

export const softmax = defineOp<[x: Value]>({
  shape: ([x]) => x.shape,
  emit: (e, [x]) => ({ output: e.node('Softmax', [x], x.shape, { axis: -1 }) }),
  // dx = y (dy - sum(y dy))
  grad: (e, { output: y, dy }) => [
    plus(e, () => e.multiply(y, e.subtract(dy, e.sumLast(e.multiply(y, dy))))),
  ],
})

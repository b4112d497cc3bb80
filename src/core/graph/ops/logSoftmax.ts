// y = x - log sum exp(x) over the last axis
import { defineOp, plus } from '../op.ts'
import type { Value } from '../value.ts'

export const logSoftmax = defineOp<[x: Value]>({
  shape: ([x]) => x.shape,
  emit: (e, [x]) => ({ output: e.node('LogSoftmax', [x], x.shape, { axis: -1 }) }),
  // dx = dy - exp(y) sum(dy)
  grad: (e, { output: y, dy }) => [
    plus(e, () => e.subtract(dy, e.multiply(e.node('Exp', [y], y.shape), e.sumLast(dy)))),
  ],
})

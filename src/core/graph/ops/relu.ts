// y = max(x, 0)
import { defineOp, plus } from '../op.ts'
import type { Value } from '../value.ts'

export const relu = defineOp<[x: Value]>({
  shape: ([x]) => x.shape,
  emit: (e, [x]) => ({ output: e.node('Relu', [x], x.shape) }),
  // dx = dy where y > 0; sign(y) is 1 there and 0 elsewhere, so the slope at 0 is 0
  grad: (e, { output: y, dy }) => [plus(e, () => e.multiply(dy, e.node('Sign', [y], y.shape)))],
})

// y = tanh x
import { defineOp, plus } from '../op.ts'
import type { Value } from '../value.ts'

export const tanh = defineOp<[x: Value]>({
  shape: ([x]) => x.shape,
  emit: (e, [x]) => ({ output: e.node('Tanh', [x], x.shape) }),
  // dx = dy (1 - y^2)
  grad: (e, { output: y, dy }) => [plus(e, () => e.multiply(dy, e.subtract(e.scalar(1), e.multiply(y, y))))],
})

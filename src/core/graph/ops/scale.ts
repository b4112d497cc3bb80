// y = factor x
import { defineOp, plus } from '../op.ts'
import type { Value } from '../value.ts'

export const scale = defineOp<[x: Value], { factor: number }>({
  shape: ([x]) => x.shape,
  emit: (e, [x], { factor }) => ({ output: e.scale(x, factor) }),
  // dx = factor dy
  grad: (e, { attributes: { factor }, dy }) => [plus(e, () => e.scale(dy, factor))],
})

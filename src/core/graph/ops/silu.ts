// y = x s, s = 1 / (1 + exp(-x)): SiLU or swish (Elfwing et al. 2017)
import { defineOp, plus } from '../op.ts'
import type { Value } from '../value.ts'

export const silu = defineOp<[x: Value]>({
  shape: ([x]) => x.shape,
  emit: (e, [x]) => {
    const s = e.node('Sigmoid', [x], x.shape)
    return { output: e.multiply(x, s), saved: [s] }
  },
  // dx = dy (s + y (1 - s))
  grad: (e, { output: y, saved: [s], dy }) => [
    plus(e, () => e.multiply(dy, e.add(s!, e.multiply(y, e.subtract(e.scalar(1), s!))))),
  ],
})

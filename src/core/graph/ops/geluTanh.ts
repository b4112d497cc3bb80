// y = x (1 + tanh u) / 2, u = sqrt(2 / pi) (x + 0.044715 x^3): the tanh form of GELU ("gelu_new", Hendrycks and Gimpel 2016)
import { defineOp, plus } from '../op.ts'
import type { Value } from '../value.ts'

const root = Math.sqrt(2 / Math.PI)
const cubic = 0.044715 * root

export const geluTanh = defineOp<[x: Value]>({
  shape: ([x]) => x.shape,
  emit: (e, [x]) => {
    const u = e.multiply(x, e.add(e.scale(e.multiply(x, x), cubic), e.scalar(root)))
    const tanh = e.node('Tanh', [u], x.shape)
    return { output: e.multiply(x, e.scale(e.add(tanh, e.scalar(1)), 0.5)), saved: [tanh] }
  },
  // dx = dy (1 + t) (1 + x (1 - t) u') / 2, u' = sqrt(2 / pi) (1 + 3 * 0.044715 x^2)
  grad: (e, { inputs: [x], saved: [t], dy }) => [
    plus(e, () => {
      const slope = e.add(e.scale(e.multiply(x, x), 3 * cubic), e.scalar(root))
      const inner = e.add(e.multiply(e.multiply(x, e.subtract(e.scalar(1), t!)), slope), e.scalar(1))
      return e.multiply(dy, e.scale(e.multiply(e.add(t!, e.scalar(1)), inner), 0.5))
    }),
  ],
})

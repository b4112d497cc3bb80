// y = a b, element by element, broadcast
import { defineOp, plus } from '../op.ts'
import { broadcast, type Value } from '../value.ts'

export const multiply = defineOp<[a: Value, b: Value]>({
  shape: ([a, b]) => broadcast('multiply', a.shape, b.shape),
  emit: (e, [a, b]) => ({ output: e.multiply(a, b) }),
  // da = dy b, db = dy a, each summed over what was broadcast
  grad: (e, { inputs: [a, b], dy }) => [
    plus(e, () => e.sumTo(e.multiply(dy, b), a.shape)),
    plus(e, () => e.sumTo(e.multiply(dy, a), b.shape)),
  ],
})

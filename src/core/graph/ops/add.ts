// y = a + b, broadcast
import { defineOp, plus } from '../op.ts'
import { broadcast, type Value } from '../value.ts'

export const add = defineOp<[a: Value, b: Value]>({
  shape: ([a, b]) => broadcast('add', a.shape, b.shape),
  emit: (e, [a, b]) => ({ output: e.add(a, b) }),
  // da = dy, db = dy, each summed over what was broadcast
  grad: (e, { inputs: [a, b], dy }) => [
    plus(e, () => e.sumTo(dy, a.shape)),
    plus(e, () => e.sumTo(dy, b.shape)),
  ],
})

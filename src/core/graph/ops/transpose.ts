// y = x with its axes in another order
import { defineOp, plus } from '../op.ts'
import type { Value } from '../value.ts'

export const transpose = defineOp<[x: Value], { order: readonly number[] }>({
  shape: ([x], { order }) => order.map((i) => x.shape[i]!),
  emit: (e, [x], { order }) => ({ output: e.transpose(x, order) }),
  // dx = dy with the inverse order
  grad: (e, { attributes: { order }, dy }) => [
    plus(e, () =>
      e.transpose(
        dy,
        order.map((_, i) => order.indexOf(i)),
      ),
    ),
  ],
})

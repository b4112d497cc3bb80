// y = x with other dims
import { defineOp, plus } from '../op.ts'
import { shapeError, shapeText, type Shape, type Value } from '../value.ts'

/** `to` and `from` hold the dims of y and of x at run time; each is needed where more than one dim is named. */
export const reshape = defineOp<[x: Value, to: Value | null, from: Value | null], { shape: Shape }>({
  shape: ([x, to, from], { shape }) => {
    for (const [dims, given] of [[shape, to] as const, [x.shape, from] as const])
      if (!given && dims.filter((d) => typeof d === 'string').length > 1)
        throw shapeError('reshape', `the run-time dims of ${shapeText(dims)}`, 'none')
    return shape
  },
  emit: (e, [x, to], { shape }) => ({ output: e.reshape(x, shape, to ?? undefined) }),
  // dx = dy with the dims of x
  grad: (e, { inputs: [x, , from], dy }) => [
    plus(e, () => e.reshape(dy, x.shape, from ?? undefined)),
    null,
    null,
  ],
})

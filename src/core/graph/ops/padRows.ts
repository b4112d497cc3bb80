// y[b, s] = x[pad[b, s]], or 0 where pad[b, s] = M: flat tokens [M, D] laid out as padded rows [B, S, D]
import type { Emitter } from '../emitter.ts'
import { defineOp, plus } from '../op.ts'
import type { Value } from '../value.ts'

/** `unpad` [M] is the slot b S + s of each token: the inverse of `pad` [B, S]. Neither direction needs a scatter. */
export const padRows = defineOp<[x: Value, pad: Value, unpad: Value]>({
  shape: ([x, pad]) => [...pad.shape, ...x.shape.slice(1)],
  emit: (e, [x, pad]) => ({ output: gatherPadded(e, x, pad) }),
  // dx[m] = dy[unpad[m]]
  grad: (e, { inputs: [, , unpad], dy }) => [plus(e, () => gatherFlat(e, dy, unpad)), null, null],
})

/** y[m] = x[unpad[m]]: padded rows [B, S, D] back to flat tokens [M, D]. */
export const unpadRows = defineOp<[x: Value, unpad: Value, pad: Value]>({
  shape: ([x, unpad]) => [unpad.shape[0]!, ...x.shape.slice(2)],
  emit: (e, [x, unpad]) => ({ output: gatherFlat(e, x, unpad) }),
  // dx[b, s] = dy[pad[b, s]], 0 at padding
  grad: (e, { inputs: [, , pad], dy }) => [plus(e, () => gatherPadded(e, dy, pad)), null, null],
})

// Padding slots point one past the last token, at a row of zeros.
function gatherPadded(e: Emitter, x: Value, pad: Value): Value {
  return e.gather(e.concatRows([x, e.zeros([1, x.shape[1] as number])], `${x.shape[0]} + 1`), pad)
}

function gatherFlat(e: Emitter, x: Value, unpad: Value): Value {
  return e.gather(e.reshape(x, ['B S', x.shape.at(-1)!]), unpad)
}

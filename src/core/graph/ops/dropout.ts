// y = x mask / keep, with a mask of 0 and 1 made outside the graph, so that a continued run repeats it
import { defineOp, plus } from '../op.ts'
import type { Emitter } from '../emitter.ts'
import { sameShape, shapeError, shapeText, type Value } from '../value.ts'

/** `keep`: the share of ones in the uint8 mask. */
export const dropout = defineOp<[x: Value, mask: Value], { keep: number }>({
  shape: ([x, mask]) => {
    if (!sameShape(x.shape, mask.shape))
      throw shapeError('dropout', `a mask of ${shapeText(x.shape)}`, shapeText(mask.shape))
    return x.shape
  },
  emit: (e, [x, mask], { keep }) => {
    const factor = scaled(e, mask, keep)
    return { output: e.multiply(x, factor), saved: [factor] }
  },
  // dx = dy mask / keep
  grad: (e, { saved: [factor], dy }) => [plus(e, () => e.multiply(dy, factor!)), null],
})

// Dequantising reads bytes, casts and scales in one pass.
function scaled(e: Emitter, mask: Value, keep: number): Value {
  return e.node('DequantizeLinear', [mask, e.scalar(1 / keep)], mask.shape)
}

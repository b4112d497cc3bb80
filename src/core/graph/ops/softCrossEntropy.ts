// loss = sum_ic t_ic (logsumexp(z_i) - z_ic): cross-entropy against a distribution a row (label smoothing, class weights, a teacher)
import { defineOp, plus } from '../op.ts'
import type { Emitter } from '../emitter.ts'
import { sameShape, shapeError, shapeText, type Value } from '../value.ts'

/** logits z [K, C]; targets t [K, C], which carry every weight and need not sum to 1. */
export const softCrossEntropy = defineOp<[logits: Value, targets: Value]>({
  shape: ([logits, targets]) => {
    if (!sameShape(logits.shape, targets.shape))
      throw shapeError('softCrossEntropy', `targets of ${shapeText(logits.shape)}`, shapeText(targets.shape))
    return []
  },
  emit: (e, [logits, targets]) => {
    const total = e.node('ReduceLogSumExp', [logits, e.integers([-1])], [logits.shape[0]!, 1], {
      keepdims: 1,
    })
    return { output: e.sumAll(e.multiply(targets, e.subtract(total, logits))) }
  },
  // dz = dy (softmax(z) sum_c(t) - t)
  grad: (e, { inputs: [logits, targets], dy }) => [
    plus(e, () => e.multiply(difference(e, logits, targets), dy)),
    null,
  ],
})

function difference(e: Emitter, logits: Value, targets: Value): Value {
  const p = e.node('Softmax', [logits], logits.shape, { axis: -1 })
  return e.subtract(e.multiply(p, e.sumLast(targets)), targets)
}

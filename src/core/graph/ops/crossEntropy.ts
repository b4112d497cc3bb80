// loss = sum_i w_i (logsumexp(z_i) - z_i[y_i]): cross-entropy against one class a row
import { defineOp, plus } from '../op.ts'
import { sameShape, shapeError, shapeText, type Value } from '../value.ts'

/** logits z [K, C]; labels y [K, 1] int64 in 0..C-1; weights w [K, 1], e.g. 1 / K for a mean. */
export const crossEntropy = defineOp<[logits: Value, labels: Value, weights: Value]>({
  shape: ([logits, labels, weights]) => {
    const column = [logits.shape[0]!, 1]
    if (!sameShape(labels.shape, column) || !sameShape(weights.shape, column))
      throw shapeError(
        'crossEntropy',
        `labels and weights of ${shapeText(column)}`,
        `${shapeText(labels.shape)} and ${shapeText(weights.shape)}`,
      )
    return []
  },
  emit: (e, [logits, labels, weights]) => {
    const total = e.node('ReduceLogSumExp', [logits, e.integers([-1])], weights.shape, { keepdims: 1 })
    const picked = e.node('GatherElements', [logits, labels], weights.shape, { axis: 1 })
    return { output: e.sumAll(e.multiply(e.subtract(total, picked), weights)) }
  },
  // dz = w dy (softmax(z) - onehot(y))
  grad: (e, { inputs: [logits, labels, weights], dy }) => [
    plus(e, () => {
      const w = e.multiply(weights, dy)
      const p = e.multiply(e.node('Softmax', [logits], logits.shape, { axis: -1 }), w)
      return e.node('ScatterElements', [p, labels, e.scale(w, -1)], logits.shape, {
        axis: 1,
        reduction: 'add',
      })
    }),
    null,
    null,
  ],
})

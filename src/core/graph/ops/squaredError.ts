// loss = sum_i w_i |x_i - t_i|^2
import { defineOp, plus } from '../op.ts'
import { sameShape, shapeError, shapeText, type Value } from '../value.ts'

/** Predictions x and targets t [K, D], weights w [K, 1]; w = 1 / (K D) gives the mean. */
export const squaredError = defineOp<[x: Value, target: Value, weights: Value]>({
  shape: ([x, target, weights]) => {
    const column = [x.shape[0]!, 1]
    if (!sameShape(x.shape, target.shape) || !sameShape(column, weights.shape))
      throw shapeError(
        'squaredError',
        `targets of ${shapeText(x.shape)} and weights of ${shapeText(column)}`,
        `${shapeText(target.shape)} and ${shapeText(weights.shape)}`,
      )
    return []
  },
  emit: (e, [x, target, weights]) => {
    const error = e.subtract(x, target)
    return { output: e.sumAll(e.multiply(weights, e.multiply(error, error))), saved: [error] }
  },
  // dx = 2 w (x - t) dy
  grad: (e, { inputs: [, , weights], saved: [error], dy }) => [
    plus(e, () => e.multiply(error!, e.scale(e.multiply(weights, dy), 2))),
    null,
    null,
  ],
})

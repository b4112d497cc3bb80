// loss = sum_i w_i (x_i - t_i)^2
import { defineOp, plus } from '../op.ts'
import { sameShape, shapeError, shapeText, type Value } from '../value.ts'

/** Predictions x, targets t and weights w are all [K, 1]; w = 1 / K gives the mean. */
export const squaredError = defineOp<[x: Value, target: Value, weights: Value]>({
  shape: ([x, target, weights]) => {
    if (!sameShape(x.shape, target.shape) || !sameShape(x.shape, weights.shape))
      throw shapeError(
        'squaredError',
        `targets and weights of ${shapeText(x.shape)}`,
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
    plus(e, () => e.scale(e.multiply(e.multiply(weights, error!), dy), 2)),
    null,
    null,
  ],
})

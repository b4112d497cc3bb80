// y = gamma x / sqrt(mean(x^2) + epsilon) over the last axis (Zhang and Sennrich 2019)
import { defineOp, plus } from '../op.ts'
import { sameShape, shapeError, shapeText, type Value } from '../value.ts'

export const rmsNorm = defineOp<[x: Value, gamma: Value], { epsilon: number }>({
  shape: ([x, gamma]) => {
    const last = x.shape.slice(-1)
    if (!sameShape(gamma.shape, last))
      throw shapeError('rmsNorm', `gamma of ${shapeText(last)}`, shapeText(gamma.shape))
    return x.shape
  },
  emit: (e, [x, gamma], { epsilon }) => {
    const square = e.add(e.meanLast(e.multiply(x, x)), e.scalar(epsilon))
    const inverse = e.node('Reciprocal', [e.node('Sqrt', [square], square.shape)], square.shape)
    const normal = e.multiply(x, inverse)
    return { output: e.multiply(normal, gamma), saved: [normal, inverse] }
  },
  // n = x / rms, g = gamma dy: dx = (g - n mean(g n)) / rms; dgamma = sum(dy n)
  grad: (e, { inputs: [, gamma], saved: [n, inverse], dy }) => [
    plus(e, () => {
      const g = e.multiply(dy, gamma)
      return e.multiply(e.subtract(g, e.multiply(n!, e.meanLast(e.multiply(g, n!)))), inverse!)
    }),
    plus(e, () => e.sumTo(e.multiply(dy, n!), gamma.shape)),
  ],
})

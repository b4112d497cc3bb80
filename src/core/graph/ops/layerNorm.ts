// y = gamma (x - mean) / sqrt(variance + epsilon) + beta over the last axis; beta may be missing
import { defineOp, plus } from '../op.ts'
import { sameShape, shapeError, shapeText, type Value } from '../value.ts'

export const layerNorm = defineOp<[x: Value, gamma: Value, beta: Value | null], { epsilon: number }>({
  shape: ([x, gamma, beta]) => {
    const last = x.shape.slice(-1)
    for (const weight of beta ? [gamma, beta] : [gamma])
      if (!sameShape(weight.shape, last))
        throw shapeError('layerNorm', `gamma and beta of ${shapeText(last)}`, shapeText(weight.shape))
    return x.shape
  },
  emit: (e, [x, gamma, beta], { epsilon }) => {
    const row = [...x.shape.slice(0, -1), 1]
    const inputs = [x, gamma, ...(beta ? [beta] : [])]
    const [output, mean, inverse] = e.nodeWith('LayerNormalization', inputs, [x.shape, row, row], {
      axis: -1,
      epsilon: { float: epsilon },
    })
    return { output: output!, saved: [mean!, inverse!] }
  },
  // n = (x - mean) / std, g = gamma dy:
  // dx = (g - mean(g) - n mean(g n)) / std; dgamma = sum(dy n); dbeta = sum(dy)
  grad: (e, { inputs: [x, gamma, beta], saved: [mean, inverse], dy }) => {
    let normal: Value | undefined
    const n = (): Value => (normal ??= e.multiply(e.subtract(x, mean!), inverse!))
    return [
      plus(e, () => {
        const g = e.multiply(dy, gamma)
        const centred = e.subtract(
          e.subtract(g, e.meanLast(g)),
          e.multiply(n(), e.meanLast(e.multiply(g, n()))),
        )
        return e.multiply(centred, inverse!)
      }),
      plus(e, () => e.sumTo(e.multiply(dy, n()), gamma.shape)),
      beta && plus(e, () => e.sumTo(dy, beta.shape)),
    ]
  },
})

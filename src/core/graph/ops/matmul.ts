// y = a b over the last two axes; the axes before them are batches, broadcast
import { defineOp, plus } from '../op.ts'
import type { Emitter } from '../emitter.ts'
import { broadcast, shapeError, shapeText, type Value } from '../value.ts'

export const matmul = defineOp<[a: Value, b: Value]>({
  shape: ([a, b]) => {
    const batches = broadcast('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2))
    if (a.shape.at(-1) !== b.shape.at(-2))
      throw shapeError('matmul', 'equal inner sizes', `${shapeText(a.shape)} and ${shapeText(b.shape)}`)
    return [...batches, a.shape.at(-2)!, b.shape.at(-1)!]
  },
  emit: (e, [a, b], _, shape) => ({ output: e.node('MatMul', [a, b], shape) }),
  // da = dy b^T, db = a^T dy, each summed over what was broadcast. The CPU fuses the transposes into the products; WebGPU has no fused kernel.
  grad: (e, { inputs: [a, b], output: y, dy }) => {
    const batches = y.shape.slice(0, -2)
    const product = (c: Value, d: Value, like: Value): Value =>
      e.sumTo(e.node('MatMul', [c, d], [...batches, ...like.shape.slice(-2)]), like.shape)
    return [
      plus(e, () => product(dy, transposeLast(e, b), a)),
      plus(e, () => product(transposeLast(e, a), dy, b)),
    ]
  },
})

function transposeLast(e: Emitter, x: Value): Value {
  const order = x.shape.map((_, i) => i)
  const rank = order.length
  return e.transpose(x, [...order.slice(0, -2), rank - 1, rank - 2])
}

// y = a b over the last two axes; the axes before them are batches
import { defineOp, plus } from '../op.ts'
import type { Emitter } from '../emitter.ts'
import { sameShape, shapeError, shapeText, type Value } from '../value.ts'

export const matmul = defineOp<[a: Value, b: Value]>({
  shape: ([a, b]) => {
    if (!sameShape(a.shape.slice(0, -2), b.shape.slice(0, -2)) || a.shape.at(-1) !== b.shape.at(-2))
      throw shapeError(
        'matmul',
        'equal batches and inner sizes',
        `${shapeText(a.shape)} and ${shapeText(b.shape)}`,
      )
    return [...a.shape.slice(0, -1), b.shape.at(-1)!]
  },
  emit: (e, [a, b], _, shape) => ({ output: e.node('MatMul', [a, b], shape) }),
  // da = dy b^T, db = a^T dy. The CPU fuses the transposes into the products; WebGPU has no fused kernel.
  grad: (e, { inputs: [a, b], dy }) => [
    plus(e, () => e.node('MatMul', [dy, transposeLast(e, b)], a.shape)),
    plus(e, () => e.node('MatMul', [transposeLast(e, a), dy], b.shape)),
  ],
})

function transposeLast(e: Emitter, x: Value): Value {
  const order = x.shape.map((_, i) => i)
  const rank = order.length
  return e.transpose(x, [...order.slice(0, -2), rank - 1, rank - 2])
}

// y = alpha a B + c, where B is b or its transpose: one kernel for a linear layer, and for adding a low-rank update to one
import { defineOp } from '../op.ts'
import { sameShape, shapeError, shapeText, type Value } from '../value.ts'

/** `transposed`: b is stored [out, in], as PyTorch stores a linear layer's weight. c is a bias [n] or a whole [m, n]. */
export const gemm = defineOp<[a: Value, b: Value, c: Value | null], { transposed?: boolean; alpha?: number }>(
  {
    shape: ([a, b, c], { transposed = false }) => {
      const [inner, outer] = transposed ? [b.shape[1], b.shape[0]] : [b.shape[0], b.shape[1]]
      if (a.shape.length !== 2 || b.shape.length !== 2 || a.shape[1] !== inner)
        throw shapeError(
          'gemm',
          `b with inner size ${a.shape[1]}`,
          `${shapeText(a.shape)} and ${shapeText(b.shape)}`,
        )
      const shape = [a.shape[0]!, outer!]
      if (c && !sameShape(c.shape, shape) && !sameShape(c.shape, [outer!]))
        throw shapeError('gemm', `c of ${shapeText(shape)}`, shapeText(c.shape))
      return shape
    },
    emit: (e, [a, b, c], { transposed = false, alpha = 1 }, shape) => ({
      output: e.node('Gemm', [a, b, ...(c ? [c] : [])], shape, {
        transB: Number(transposed),
        alpha: { float: alpha },
      }),
    }),
    // da = alpha dy B^T; db = alpha a^T dy (or its transpose); dc = dy. The running sum enters each product as its own c.
    grad: (e, { inputs: [a, b, c], attributes: { transposed = false, alpha = 1 }, dy }) => [
      (sum) =>
        e.node('Gemm', [dy, b, ...(sum ? [sum] : [])], a.shape, {
          transB: Number(!transposed),
          alpha: { float: alpha },
        }),
      (sum) =>
        e.node('Gemm', [...(transposed ? [dy, a] : [a, dy]), ...(sum ? [sum] : [])], b.shape, {
          transA: 1,
          alpha: { float: alpha },
        }),
      c && ((sum) => (sum ? e.add(sum, e.sumTo(dy, c.shape)) : e.sumTo(dy, c.shape))),
    ],
  },
)

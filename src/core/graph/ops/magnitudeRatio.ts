// c = m / ||W + s B A||, for each output of a linear layer: what DoRA multiplies it by (Liu et al. 2024)
import { defineOp, plus } from '../op.ts'
import { shapeError, shapeText, type Value } from '../value.ts'

/**
 * m [out], W [out, in] (`fanInFanOut`: stored [in, out]), A [r, in], B [out, r]. The norm is taken for a constant: gradients
 * reach m alone (section 4.3 of the paper), which saves the memory of going back through W + s B A.
 */
export const magnitudeRatio = defineOp<
  [m: Value, w: Value, a: Value, b: Value],
  { scale: number; fanInFanOut?: boolean }
>({
  shape: ([m, w, a, b], { fanInFanOut = false }) => {
    const wanted = fanInFanOut ? [a.shape[1], b.shape[0]] : [b.shape[0], a.shape[1]]
    if (w.shape.join() !== wanted.join() || m.shape.join() !== String(b.shape[0]))
      throw shapeError('magnitudeRatio', 'm [out], W [out, in], A [r, in], B [out, r]', shapeText(w.shape))
    return m.shape
  },
  emit: (e, [m, w, a, b], { scale, fanInFanOut = false }) => {
    const alpha = { float: scale }
    const sum = fanInFanOut
      ? e.node('Gemm', [a, b, w], w.shape, { transA: 1, transB: 1, alpha })
      : e.node('Gemm', [b, a, w], w.shape, { alpha })
    const axis = e.integers([fanInFanOut ? 0 : 1])
    const squares = e.node('ReduceSum', [e.multiply(sum, sum), axis], m.shape, { keepdims: 0 })
    const inverse = e.node('Reciprocal', [e.node('Sqrt', [squares], m.shape)], m.shape)
    return { output: e.multiply(m, inverse), saved: [inverse] }
  },
  // dm = dc / ||W + s B A||
  grad: (e, { saved: [inverse], dy }) => [plus(e, () => e.multiply(dy, inverse!)), null, null, null],
})

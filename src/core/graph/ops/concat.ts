// y = [a, b]: one after the other along an axis
import { defineOp, plus } from '../op.ts'
import { end, type Emitter } from '../emitter.ts'
import { sameShape, shapeError, shapeText, sumOf, type Value } from '../value.ts'

export const concat = defineOp<[a: Value, b: Value], { axis: number }>({
  shape: ([a, b], { axis }) => {
    const whole = a.shape.map((d, i) => (i === axis ? sumOf(d, b.shape[i] ?? 0) : d))
    const other = b.shape.map((d, i) => (i === axis ? sumOf(a.shape[i] ?? 0, d) : d))
    if (axis >= a.shape.length || !sameShape(whole, other))
      throw shapeError(
        'concat',
        `shapes that differ in axis ${axis} alone`,
        `${shapeText(a.shape)} and ${shapeText(b.shape)}`,
      )
    return whole
  },
  emit: (e, [a, b], { axis }, shape) => ({ output: e.node('Concat', [a, b], shape, { axis }) }),
  // da and db are the two parts of dy
  grad: (e, { inputs: [a, b], attributes: { axis }, dy }) => {
    const part = (from: Value, to: Value, like: Value): Value =>
      e.node('Slice', [dy, from, to, e.integers([axis])], like.shape)
    return [
      plus(e, () => part(e.integers([0]), sizeAlong(e, a, axis), a)),
      plus(e, () => part(sizeAlong(e, a, axis), e.integers([end]), b)),
    ]
  },
})

/** The size of one axis, int64 [1]. */
function sizeAlong(e: Emitter, x: Value, axis: number): Value {
  const d = x.shape[axis]!
  if (typeof d === 'number') return e.integers([d])
  return e.node('Gather', [e.shapeOf(x), e.integers([axis])], [1], {}, 'int64')
}

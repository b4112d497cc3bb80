// (y1, y2) = (x1 cos - x2 sin, x2 cos + x1 sin): rotary positions (Su et al. 2021) turn the halves x1, x2 of each head
import { defineOp, plus } from '../op.ts'
import type { Emitter } from '../emitter.ts'
import { sameShape, shapeError, shapeText, type Value } from '../value.ts'

/** x [M, heads d]; cos and sin [M, d / 2] of each token's angles, the same for every head. */
export const rotary = defineOp<[x: Value, cos: Value, sin: Value]>({
  shape: ([x, cos, sin]) => {
    const [tokens, width] = x.shape
    const [rows, half] = cos.shape
    if (
      rows !== tokens ||
      (width as number) % (2 * (half as number)) !== 0 ||
      !sameShape(cos.shape, sin.shape)
    )
      throw shapeError(
        'rotary',
        `cos and sin [${tokens}, half a head] for ${shapeText(x.shape)}`,
        `${shapeText(cos.shape)} and ${shapeText(sin.shape)}`,
      )
    return x.shape
  },
  emit: (e, [x, cos, sin]) => ({ output: turn(e, x, cos, sin) }),
  // A rotation's transpose turns back: dx is dy turned by the negative angles
  grad: (e, { inputs: [, cos, sin], dy }) => [plus(e, () => turn(e, dy, cos, e.scale(sin, -1))), null, null],
})

function turn(e: Emitter, x: Value, cos: Value, sin: Value): Value {
  const [tokens, half] = [x.shape[0]!, cos.shape[1] as number]
  const heads = (x.shape[1] as number) / (2 * half)
  const perHead = e.reshape(x, [tokens, heads, 2 * half])
  const side = (from: number): Value =>
    e.node(
      'Slice',
      [perHead, e.integers([from]), e.integers([from + half]), e.integers([2])],
      [tokens, heads, half],
    )
  const [x1, x2] = [side(0), side(half)]
  const [c, s] = [cos, sin].map((v) => e.reshape(v, [tokens, 1, half]))
  const y1 = e.subtract(e.multiply(x1, c!), e.multiply(x2, s!))
  const y2 = e.add(e.multiply(x2, c!), e.multiply(x1, s!))
  return e.reshape(e.node('Concat', [y1, y2], perHead.shape, { axis: -1 }), x.shape)
}

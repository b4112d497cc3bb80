// How wrong an answer is, from 0 to 1: what learning to exit learns (Xin et al. 2021, section 3.2). No gradient flows through it.
import type { Emitter } from '../graph/emitter.ts'
import type { Value } from '../graph/value.ts'

/** 1 where the likeliest class of logits [B, C] is not the one with most of `targets` [B, C], else 0; as [B, 1]. */
export function wrongClass(e: Emitter, logits: Value, targets: Value): Value {
  const best = (x: Value): Value => e.node('ArgMax', [x], [x.shape[0]!, 1], { axis: 1, keepdims: 1 }, 'int64')
  return e.subtract(e.scalar(1), e.equal(best(logits), best(targets)))
}

/** tanh |z - t| for numbers [B, 1]. */
export function wrongNumber(e: Emitter, logits: Value, targets: Value): Value {
  const distance = e.node('Abs', [e.subtract(logits, targets)], logits.shape)
  return e.node('Tanh', [distance], logits.shape)
}

/** tanh of how far apart the numbers are that softmax(logits) and `targets` [B, 2] stand for, `range` from end to end. */
export function wrongShare(e: Emitter, logits: Value, targets: Value, range: number): Value {
  const p = e.node('Softmax', [logits], logits.shape, { axis: -1 })
  const t = e.node('Div', [targets, e.sumLast(targets)], targets.shape)
  // What one of two shares has more, the other has less.
  const apart = e.scale(e.sumLast(e.node('Abs', [e.subtract(p, t)], p.shape)), range / 2)
  return e.node('Tanh', [apart], apart.shape)
}

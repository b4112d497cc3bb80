// y = [0 ... 0, x]: `count` zeros before each vector of the last axis
import { end } from '../emitter.ts'
import { defineOp, plus } from '../op.ts'
import { sumOf, type Value } from '../value.ts'

export const zerosBefore = defineOp<[x: Value], { count: number }>({
  shape: ([x], { count }) => [...x.shape.slice(0, -1), sumOf(count, x.shape.at(-1)!)],
  emit: (e, [x], { count }, shape) => {
    const none = (axes: number): number[] => new Array<number>(axes).fill(0)
    const rank = x.shape.length
    const pads = e.integers([...none(rank - 1), count, ...none(rank)])
    return { output: e.node('Pad', [x, pads], shape) }
  },
  // dx = dy without the first `count`
  grad: (e, { inputs: [x], attributes: { count }, dy }) => [
    plus(e, () => e.node('Slice', [dy, e.integers([count]), e.integers([end]), e.integers([-1])], x.shape)),
  ],
})

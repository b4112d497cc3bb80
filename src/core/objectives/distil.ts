// Distillation of hidden states (Jiao et al. 2020, "TinyBERT", equation 8): a linear layer on the student's states learns the teacher's.
import type { Value } from '../graph/value.ts'
import { linear, type Context } from '../models/layers.ts'

/** The linear layer from the student's width to the teacher's. It serves training alone and is not part of the student. */
export const teacherLayer = 'teacher'

/**
 * The weighted squared error of the student's last states [M, D] against the teacher's [M, width].
 * Inputs: `teacherStates` [M, width] and `teacherWeights` [M, 1], e.g. 1 / (M width) for a mean.
 */
export function hiddenStateLoss(c: Context, states: Value, width: number): Value {
  const { g } = c
  const tokens = states.shape[0]!
  const predicted = linear(c, states, teacherLayer, width)
  return g.squaredError(
    predicted,
    g.input('teacherStates', [tokens, width]),
    g.input('teacherWeights', [tokens, 1]),
  )
}

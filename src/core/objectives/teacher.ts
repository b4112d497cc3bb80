// What a teacher is to an objective, and the loss of learning its hidden states (Jiao et al. 2020, "TinyBERT", equation 8).
import type { Value } from '../graph/value.ts'
import { linear, type Context } from '../models/layers.ts'
import type { TokenRow } from '../tokens/pack.ts'
import type { Target } from './objective.ts'

export interface Teacher {
  /** Numbers in a state. */
  readonly width: number
  /** What the teacher sees in rows of the student's tokens. */
  read(rows: readonly TokenRow[]): Promise<TeacherStates>
}

export interface TeacherStates {
  /** [M, width]: for each token of the rows a state of root mean square 1, or zeros where there is none. */
  readonly states: Float32Array
  /** [M]: how much each token counts, 0 where there is no state. */
  readonly weights: Float32Array
}

/** The linear layer from the student's width to the teacher's. It serves training alone and is not part of the student. */
export const teacherLayer = 'teacher'

/**
 * The weighted squared error of the student's last states [M, D], taken to the teacher's width by a layer of its own.
 * Inputs: `teacherStates` [M, width] and `teacherWeights` [M, 1].
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

/** The inputs of hiddenStateLoss for a mean over width and `total` weight, times `share`. */
export function teacherTargets(
  { states, weights }: TeacherStates,
  width: number,
  total: number,
  share: number,
): { readonly teacherStates: Target; readonly teacherWeights: Target } {
  const scale = total > 0 ? share / total / width : 0
  return {
    teacherStates: { data: states, shape: [weights.length, width] },
    teacherWeights: { data: weights.map((weight) => weight * scale), shape: [weights.length, 1] },
  }
}

export const totalWeight = ({ weights }: TeacherStates): number => weights.reduce((sum, w) => sum + w, 0)

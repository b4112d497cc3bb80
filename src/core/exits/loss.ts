// What exits are trained by: the layers' losses, the last layer's answers as a lesson, and how well each layer knows its own doubts.
import type { Graph } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'
import type { RowTask } from '../objectives/objective.ts'
import type { ExitPhase } from './exit.ts'
import type { LayerAnswers } from './heads.ts'

/** The input that says what layer l's loss counts, a scalar. */
export const weightName = (layer: number): string => `exit weight ${layer}`

/** The input [B, 1] of what each row is of its batch: 1 / rows. */
export const shareName = 'row shares'

/** The loss of a phase as a scalar; the losses of a batch's pieces add up. */
export function exitLoss(
  g: Graph,
  task: RowTask,
  { logits, doubts }: LayerAnswers,
  { temperature }: ExitPhase,
): Value {
  const shares = (): Value => g.input(shareName, ['B', 1])
  const losses = logits.map((z, l) => g.multiply(task.loss(g, z), g.input(weightName(l), [])))
  const lessons =
    temperature === undefined
      ? []
      : logits.slice(0, -1).map((z) => lesson(g, z, logits.at(-1)!, temperature, shares()))
  const doubted = doubts.map((doubt, l) =>
    // Mean over rows and layers, in every step (Xin et al. 2021, section 3.2, and the released code)
    g.squaredError(
      sigmoid(g, doubt),
      task.wrong(g, logits[l]!),
      g.emitter.scale(shares(), 1 / doubts.length),
    ),
  )
  return [...losses, ...lessons, ...doubted].reduce((sum, loss) => g.add(sum, loss))
}

/** T^2 times the cross-entropy of softmax(z / T) against the last layer's softmax(z_n / T), which it does not change. */
function lesson(g: Graph, logits: Value, last: Value, temperature: number, shares: Value): Value {
  const { emitter: e } = g
  const taught = e.node('Softmax', [e.scale(last, 1 / temperature)], last.shape, { axis: -1 })
  const soft = g.softCrossEntropy(g.scale(logits, { factor: 1 / temperature }), e.multiply(taught, shares))
  return g.scale(soft, { factor: temperature ** 2 })
}

/** 1 / (1 + e^-x) = (1 + tanh(x / 2)) / 2 */
export function sigmoid(g: Graph, x: Value): Value {
  return g.scale(g.add(g.tanh(g.scale(x, { factor: 0.5 })), g.emitter.scalar(1)), { factor: 0.5 })
}

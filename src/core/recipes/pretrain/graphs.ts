// The graphs of pre-training: hidden tokens to predict and, with a teacher, its states to learn.
import type { Graph } from '../../graph/graph.ts'
import type { Value } from '../../graph/value.ts'
import type { Model } from '../../models/family.ts'
import { hiddenStateLoss } from '../../objectives/teacher.ts'
import { languageModelLoss, placesInput, tokenLoss } from '../../objectives/languageModel.ts'
import { context, still, withGradients, type TrainingGraph } from '../../training/graphs.ts'

/** The sum of the losses and its gradients for every weight. `width` is the teacher's, null without one. */
export function pretrainingGraph(model: Model, width: number | null): TrainingGraph {
  const { g, masked, taught } = losses(model, width, true)
  return withGradients(g, taught ? g.add(masked, taught) : masked, () => true)
}

/** Each loss by itself as outputs: `masked` and, with a teacher, `taught`. */
export function lookingGraph(model: Model, width: number | null): Graph {
  const { g, masked, taught } = losses(model, width, false)
  g.output('masked', masked)
  if (taught) g.output('taught', taught)
  return g
}

// No dropout: a small model on much text underfits.
function losses(
  model: Model,
  width: number | null,
  training: boolean,
): { g: Graph; masked: Value; taught: Value | null } {
  const c = context(model, { hooks: {}, trains: () => training }, training)
  // Without a teacher the last layer computes hidden tokens alone.
  if (width === null) return { g: c.g, masked: languageModelLoss(c, model, still), taught: null }
  const states = model.encode(c, still).at(-1)!
  const masked = tokenLoss(c, model, c.g.embed(states, placesInput(c)))
  return { g: c.g, masked, taught: hiddenStateLoss(c, states, width) }
}

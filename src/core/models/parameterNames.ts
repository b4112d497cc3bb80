// The weights of a model below its head, by name.
import { createGraph } from '../graph/graph.ts'
import { batchInputs } from './batchInputs.ts'
import type { Model } from './family.ts'
import { compose } from './hooks.ts'

/** The checkpoint names of all weights from the embeddings to the last layer. */
export function parameterNames(model: Model): ReadonlySet<string> {
  const g = createGraph({ training: false })
  const c = { g, batch: batchInputs(g), hooks: compose(), deviation: model.facts.deviation }
  model.encode(c, { hidden: 0, attention: 0, classifier: 0 })
  return new Set(g.parameters.keys())
}

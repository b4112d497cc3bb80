// The linear layers of an encoder, by name: what a tuning method may adapt.
import { createGraph } from '../graph/graph.ts'
import { batchInputs } from './batchInputs.ts'
import type { Model } from './family.ts'
import { compose } from './hooks.ts'

/** The checkpoint names of all linear layers inside the layers, in the order in which the model uses them. */
export function linearLayers(model: Model): string[] {
  const names = new Set<string>()
  const g = createGraph({ training: false })
  const hooks = compose({
    project: (_, y, { name, layer }) => {
      if (layer >= 0) names.add(name)
      return y
    },
  })
  model.encode(
    { g, batch: batchInputs(g), hooks, deviation: model.facts.deviation },
    { hidden: 0, attention: 0, classifier: 0 },
  )
  return [...names]
}

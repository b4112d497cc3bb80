// The linear layers of an encoder, by name: what a tuning method may adapt.
import { createGraph } from '../graph/graph.ts'
import { createContext } from './context.ts'
import type { Model } from './family.ts'

/** The checkpoint names of all linear layers inside the layers, in the order in which the model uses them. */
export function linearLayers(model: Model): string[] {
  const names = new Set<string>()
  const g = createGraph({ training: false })
  const c = createContext(g, model, {
    project: (_, y, { name, layer }) => {
      if (layer >= 0) names.add(name)
      return y
    },
  })
  model.encode(c, { hidden: 0, attention: 0, classifier: 0 })
  return [...names]
}

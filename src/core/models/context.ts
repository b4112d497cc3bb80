// Where a family writes its layers: a graph, a batch and the hooks that may change both.
import type { Graph } from '../graph/graph.ts'
import { batchInputs, type BatchInputs } from './batchInputs.ts'
import type { Model } from './family.ts'
import { compose, type Hooks } from './hooks.ts'
import type { Context } from './layers.ts'
import { withPrompt } from './prompt.ts'

/** A model at work in `g` on a batch, with its positions and virtual tokens as the hooks want them. */
export function createContext(
  g: Graph,
  { facts }: Model,
  hooks: Hooks = {},
  batch: BatchInputs = batchInputs(g),
): Context {
  const all = compose(hooks)
  const placed = { ...batch, positions: all.positions(g, batch.positions) }
  return {
    g,
    batch: all.prompt ? withPrompt(g, placed, all.prompt.length) : placed,
    hooks: all,
    deviation: facts.deviation,
  }
}

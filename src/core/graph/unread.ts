// Leaves out what a graph computes for nobody.
import type { Emitter } from './emitter.ts'

/** Removes the nodes that no output depends on. */
export function dropUnread(e: Emitter): void {
  const read = new Set(e.outerNames.keys())
  const kept = e.nodes.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some((name) => read.has(name))) return false
    for (const name of inputs) read.add(name)
    return true
  })
  e.nodes.splice(0, e.nodes.length, ...kept.reverse())
}

// The backward pass: walks the tape from the loss to the parameters and writes the gradient of each.
import { LabError } from '../../shared/labError.ts'
import type { Graph } from './graph.ts'
import type { Inputs, Op } from './op.ts'
import { ops } from './ops/index.ts'
import type { Value } from './value.ts'

/**
 * Writes d loss / d target for every target, and returns them in the same order.
 * Only nodes on a path from a target to the loss get gradients, so frozen weights cost nothing.
 * Throws `graph` when the loss does not depend on a target.
 */
export function backward(g: Graph, loss: Value, targets: readonly Value[]): Value[] {
  const needed = new Set(targets.map((t) => t.name))
  for (const { inputs, output } of g.tape)
    if (inputs.some((v) => v && needed.has(v.name))) needed.add(output.name)

  const sums = new Map<string, Value>([[loss.name, g.emitter.scalar(1)]])
  for (const { name, inputs, attributes, output, saved } of [...g.tape].reverse()) {
    const dy = sums.get(output.name)
    if (!dy || !needed.has(output.name)) continue
    const terms = (ops[name] as unknown as Op<Inputs, unknown>).grad(g.emitter, {
      inputs,
      attributes,
      output,
      saved,
      dy,
    })
    inputs.forEach((input, i) => {
      const term = terms[i]
      if (input && term && needed.has(input.name)) sums.set(input.name, term(sums.get(input.name) ?? null))
    })
  }
  return targets.map((target) => {
    const gradient = sums.get(target.name)
    if (!gradient)
      throw new LabError('graph', `The loss does not depend on ${target.name}, so it cannot be trained.`, {
        tensor: target.name,
      })
    return gradient
  })
}

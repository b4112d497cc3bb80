// A part of a graph as a graph of its own.
import { Emitter, type Node } from './emitter.ts'
import type { Value } from './value.ts'

/**
 * What makes `outputs` from the values `cuts`, which become inputs with those names, and from the whole's own inputs and
 * constants. What the parts of a graph need alike, each of them makes anew.
 */
export function slice(
  whole: Emitter,
  cuts: { readonly [name: string]: Value },
  outputs: { readonly [name: string]: Value },
): Emitter {
  const made = new Map(whole.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)))
  const given = new Map(Object.entries(cuts).map(([name, value]) => [value.name, { ...value, name }]))
  const needed = new Set<Node>()
  const read = new Set<string>()
  const open = Object.values(outputs).map(({ name }) => name)
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (read.has(name)) continue
    read.add(name)
    const node = given.has(name) ? undefined : made.get(name)
    if (!node) continue
    needed.add(node)
    open.push(...node.inputs)
  }
  const part = new Emitter()
  part.nodes.push(...whole.nodes.filter((node) => needed.has(node)))
  part.inputs.push(...whole.inputs.filter(({ name }) => read.has(name)))
  for (const [inner, input] of given)
    if (read.has(inner)) {
      part.inputs.push(input)
      part.outerNames.set(inner, input.name)
    }
  for (const [name, constant] of whole.constants) if (read.has(name)) part.constants.set(name, constant)
  for (const [name, value] of Object.entries(outputs)) part.output(name, value)
  return part
}

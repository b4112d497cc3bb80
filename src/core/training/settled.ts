// From the weights that trained to those that a method needs afterwards, where they are not the same.
import type { Graph, Parameter } from '../graph/graph.ts'
import { Session } from '../runtime/session.ts'
import type { Applied } from '../tuning/tuning.ts'
import { loadBest } from './bestWeights.ts'
import type { Method } from './method.ts'
import type { Weights } from './weights.ts'

/** The tuning as it is after training. */
export const settled = (tuning: Applied): Applied => ({
  trains: tuning.trains,
  hooks: tuning.settled?.hooks ?? tuning.hooks,
})

/** The names of the weights that only that one uses. */
export const settledNames = ({ settled }: Applied): string[] =>
  settled?.graph().emitter.outputs.map(({ name }) => name) ?? []

/** The weights that only that one uses, made from the trained ones that `load` gives; none where training used the same. */
export async function settledWeights(
  tuning: Applied,
  load: (parameters: Iterable<Parameter>) => Promise<Weights['tensors']>,
): Promise<Weights['tensors']> {
  if (!tuning.settled) return {}
  const graph = tuning.settled.graph()
  const trained = await load(graph.parameters.values())
  const inputs = Object.fromEntries([...graph.parameters.keys()].map((name) => [name, trained[name]!]))
  const session = await Session.create(graph, { device: 'cpu', threads: 1 })
  const made = await session.run(inputs, Object.fromEntries(settledNames(tuning).map((name) => [name, null])))
  await session.release()
  return made
}

/** What a run has become: the graph with its tuning as it is afterwards, and its best weights for it. Throws `run` where none were kept. */
export async function settledBest(
  method: Method,
  runFolder: string,
): Promise<{ readonly graph: Graph; readonly tensors: Weights['tensors'] }> {
  const load = async (parameters: Iterable<Parameter>): Promise<Weights['tensors']> => {
    const { tensors } = await method.load(parameters, [])
    await loadBest(runFolder, tensors)
    return tensors
  }
  const graph = method.evaluationGraph(settled(method.tuning))
  const made = await settledWeights(method.tuning, load)
  return { graph, tensors: { ...(await load(graph.parameters.values())), ...made } }
}

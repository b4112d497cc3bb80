// One batch, several tunings: the rows of each lie together, a lane, and only what a tuning adds is computed lane by lane.
import type { Graph } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'
import type { Hooks } from '../models/hooks.ts'

export interface Lane {
  readonly hooks: Hooks
  /** Where its hooks find their weights; see {@link withOwnNames}. */
  readonly g: Graph
}

/** The hooks that a lane can have. What others do (longer rows, keys of their own) would change the shape of all lanes. */
const ofLanes: ReadonlySet<keyof Hooks> = new Set([
  'embed',
  'enter',
  'project',
  'afterSublayer',
  'afterLayer',
  'head',
])

/** Whether `hooks` may act on a lane of a batch. */
export const fitsLane = (hooks: Hooks): boolean =>
  Object.keys(hooks).every((name) => ofLanes.has(name as keyof Hooks))

/**
 * Hooks on a batch of equally many tokens and rows for each lane, lane after lane: each lane's own hooks act on its part
 * alone. The hook `head` is left to the caller, who has every lane's vector for itself then.
 */
export function laneHooks(lanes: readonly Lane[]): Hooks {
  const known = new Map<string, readonly Value[]>()
  const partsOf = ({ emitter: e }: Graph, x: Value): readonly Value[] => {
    const parts = known.get(x.name) ?? splitLanes(e, x, lanes.length)
    known.set(x.name, parts)
    return parts
  }
  const each = (g: Graph, y: Value, act: (lane: Lane, part: Value, index: number) => Value): Value => {
    const before = partsOf(g, y)
    const after = lanes.map((lane, i) => act(lane, before[i]!, i))
    if (after.every((part, i) => part === before[i])) return y
    const joined = g.emitter.node('Concat', after, y.shape, { axis: 0 })
    known.set(joined.name, after)
    return joined
  }
  return {
    embed: (g, x) => each(g, x, ({ hooks, g: own }, part) => hooks.embed?.(own, part) ?? part),
    enter: (g, x, at) =>
      each(g, x, ({ hooks, g: own }, part, i) =>
        hooks.enter ? hooks.enter(own, part, { ...at, x: partsOf(g, at.x)[i]! }) : part,
      ),
    project: (g, y, at) =>
      each(g, y, ({ hooks, g: own }, part, i) =>
        hooks.project ? hooks.project(own, part, { ...at, x: partsOf(g, at.x)[i]! }) : part,
      ),
    afterSublayer: (g, output, at) =>
      each(g, output, ({ hooks, g: own }, part, i) =>
        hooks.afterSublayer
          ? hooks.afterSublayer(own, part, { ...at, residual: partsOf(g, at.residual)[i]! })
          : part,
      ),
    afterLayer: (g, hidden, layer) =>
      each(g, hidden, ({ hooks, g: own }, part) => hooks.afterLayer?.(own, part, layer) ?? part),
  }
}

/** x [count d, ...] as `count` values [d, ...]; x itself where there is one lane. */
export function splitLanes(e: Graph['emitter'], x: Value, count: number): readonly Value[] {
  if (count === 1) return [x]
  const [rows, ...rest] = x.shape
  const parts = Array.from({ length: count }, () => [`${rows} / ${count}`, ...rest])
  return e.nodeWith('Split', [x], parts, { axis: 0, num_outputs: count })
}

/** `g`, but the weights in `own` bear the name that `nameOf` gives them: what they are called in no other lane. */
export function withOwnNames(g: Graph, own: ReadonlySet<string>, nameOf: (name: string) => string): Graph {
  const parameter: Graph['parameter'] = (name, shape, initial) =>
    g.parameter(own.has(name) ? nameOf(name) : name, shape, initial)
  return Object.assign(Object.create(g) as Graph, { parameter })
}

// Keys and values of earlier tokens, kept so that a new token costs the work of one: attention's own hooks.
import type { Graph } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'
import type { Hooks } from '../models/hooks.ts'
import { tensor, type Feeds } from '../runtime/session.ts'

/**
 * Hooks that put the keys and values of earlier tokens before those of the new ones. Each layer gets the inputs
 * `past key <layer>` and `past value <layer>` [B, heads, past, d] and the outputs `key <layer>` and `value <layer>`
 * [B, heads, past + S, d], which are the next call's past.
 */
export function cacheHooks(): Hooks {
  let wide: Value | undefined
  return {
    attend: (g, { query, key, value, mask }, layer) => {
      const keys = withPast(g, key, `key ${layer}`)
      const values = withPast(g, value, `value ${layer}`)
      // Every new token sees all earlier ones; the mask is the same in each layer.
      wide ??= widened(g, mask, keys)
      return { query, key: keys, value: values, mask: wide }
    },
  }
}

/** The feeds of a text's beginning: no past yet, for the cache inputs of `g`. */
export function emptyPast(g: Graph): Feeds {
  const inputs = g.emitter.inputs.filter(({ name }) => name.startsWith('past '))
  return Object.fromEntries(
    inputs.map(({ name, shape: [, heads, , size] }) => [
      name,
      tensor(new Float32Array(0), [1, heads as number, 0, size as number]),
    ]),
  )
}

/** What to fetch from a run, and what to feed the next one from it. */
export const cacheOutputs = (past: Feeds): { [output: string]: null } =>
  Object.fromEntries(Object.keys(past).map((name) => [name.replace('past ', ''), null]))
export const nextPast = (past: Feeds, outputs: Feeds): Feeds =>
  Object.fromEntries(Object.keys(past).map((name) => [name, outputs[name.replace('past ', '')]!]))

function withPast(g: Graph, now: Value, name: string): Value {
  const [rows, heads, , size] = now.shape
  const past = g.input(`past ${name}`, [rows!, heads!, 'past', size!])
  const all = g.emitter.node('Concat', [past, now], [rows!, heads!, 'T', size!], { axis: 2 })
  g.output(name, all)
  return all
}

// [B, 1, S, S] -> [B, 1, S, T] with zeros for the T - S earlier tokens in front
function widened({ emitter: e }: Graph, mask: Value, keys: Value): Value {
  const size = (x: Value, axis: number): Value =>
    e.node('Gather', [e.shapeOf(x), e.integers([axis])], [1], {}, 'int64')
  const earlier = e.node('Sub', [size(keys, 2), size(mask, 3)], [1], {}, 'int64')
  const pads = e.node(
    'Concat',
    [e.integers([0, 0, 0]), earlier, e.integers([0, 0, 0, 0])],
    [8],
    { axis: 0 },
    'int64',
  )
  return e.node('Pad', [mask, pads], [...mask.shape.slice(0, 3), 'T'])
}

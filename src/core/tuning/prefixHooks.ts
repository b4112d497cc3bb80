// What prefix tuning and P-tuning v2 have in common: n trained keys and values before those of the tokens, in every layer.
import { LabError } from '../../shared/labError.ts'
import { createGraph, type Graph, type Initial } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'
import { createContext } from '../models/context.ts'
import type { Model } from '../models/family.ts'
import type { Hooks } from '../models/hooks.ts'

/** The name of the trained vectors, as PEFT stores them. */
export const promptEmbeddings = 'prompt_embeddings'

/**
 * Hooks of a prefix of `length` whose keys and values are `table` [length, 2 layers width]: the first layer's keys, its
 * values, the second layer's keys, ..., each with its heads one after another. They are put before what the tokens were
 * projected to, every token sees them, and the tokens' positions begin after them (as in PEFT).
 * `dropout` is the share of them that is switched off for each row.
 */
export function prefixHooks(length: number, table: (g: Graph) => Value, dropout = 0): Hooks {
  return {
    positions: ({ emitter: e }, positions) =>
      e.node('Add', [positions, e.integers([length])], positions.shape, {}, 'int64'),
    attend: (g, { query, key, value, mask }, layer) => {
      const before = (x: Value, part: number): Value => {
        const [, heads, , size] = x.shape as [string, number, string, number]
        const from = (2 * layer + part) * heads * size
        const own = g.columns(table(g), { from, to: from + heads * size })
        const perHead = g.reshape(own, null, null, { shape: [length, heads, size] })
        const rows = g.repeat(g.transpose(perHead, { order: [1, 0, 2] }), x)
        return g.concat(g.drop(rows, dropout), x, { axis: 2 })
      }
      return {
        query,
        key: before(key, 0),
        value: before(value, 1),
        mask: g.zerosBefore(mask, { count: length }),
      }
    },
  }
}

/** The table as a weight of its own. */
export const prefixTable =
  (length: number, model: Model, initial?: Initial): ((g: Graph) => Value) =>
  (g) =>
    g.parameter(promptEmbeddings, [length, 2 * model.facts.layers * keyWidth(model)], initial)

/** How many heads the model's keys have, and the width of each; fewer than the queries' where these share them. */
export function keyHeads(model: Model): { readonly heads: number; readonly size: number } {
  let found = { heads: 0, size: 0 }
  const c = createContext(createGraph({ training: false }), model, {
    attend: (_, attention) => {
      const [, heads, , size] = attention.key.shape as [string, number, string, number]
      found = { heads, size }
      return attention
    },
  })
  model.encode(c, { hidden: 0, attention: 0, classifier: 0 })
  return found
}

/** The width of the keys of all heads together; narrower than the model where query heads share them. */
export function keyWidth(model: Model): number {
  const { heads, size } = keyHeads(model)
  return heads * size
}

/** @throws LabError('method') for a model whose attention has no place for a prefix. */
export function checkPrefix(title: string, { family, distances }: Model): void {
  if (!distances) return
  throw new LabError(
    'method',
    `${title} does not work with a ${family} model: its attention asks how far each key is from a word, and a prefix stands nowhere. Choose a soft prompt or LoRA.`,
    { family },
  )
}

/** The least room that a prompt leaves for text. */
const leastText = 8

/** @throws LabError('option') where virtual tokens would fill the model's longest row. */
export function checkRoom(option: string, length: number, { facts: { maxLength } }: Model): void {
  if (length + leastText <= maxLength) return
  throw new LabError(
    'option',
    `The model reads at most ${maxLength} tokens, so ${length} virtual ones leave no room for text. Choose at most ${maxLength - leastText}.`,
    { option, length, maxLength },
  )
}

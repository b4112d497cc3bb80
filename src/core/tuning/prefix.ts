// Prefix tuning (Li and Liang 2021): attention over [P_K; K] and [P_V; V] with P_K, P_V [n, D] of every layer trained, all else frozen.
import { z } from 'zod'
import { createGraph, type Graph, type Initial } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'
import type { Model } from '../models/family.ts'
import {
  checkPrefix,
  checkRoom,
  keyWidth,
  prefixHooks,
  prefixTable,
  promptEmbeddings,
} from './prefixHooks.ts'
import { defineTuning } from './tuning.ts'

const options = z.object({
  length: z.number().int().min(1).max(512).default(20).meta({
    title: 'Length',
    description:
      'Virtual tokens before the text in every layer. Texts can be that much shorter than the model’s longest.',
  }),
  reparameterise: z.boolean().default(false).meta({
    title: 'Train through an MLP',
    description:
      'Make the prefix from a small table by two layers that are dropped after training, as the paper does. Steadier at high learning rates, but many more weights to train.',
  }),
  mlpWidth: z.number().int().min(1).max(8192).default(512).meta({
    title: 'MLP width',
    description: 'Width between the two layers of that MLP.',
  }),
})

export const prefix = defineTuning({
  id: 'prefix',
  title: 'Prefix tuning',
  summary: 'Puts trained keys and values before the text in every layer of the frozen model, and a new head.',
  claim: 'About 0.1 to 1 % of BERT-base; the model itself stays whole, so tasks share it in one batch.',
  // Best on three of four datasets (bench/README.md): keys and values that start at random have a long way to go.
  learningRate: 1e-2,
  stays: true,
  prompts: true,
  schema: options,
  apply: ({ length, reparameterise, mlpWidth }, model) => {
    checkPrefix('Prefix tuning', model)
    checkRoom('prefix.length', length, model)
    const plain = prefixHooks(length, prefixTable(length, model, { kind: 'normal', deviation: 1 }))
    if (!reparameterise) return { trains: () => false, virtualTokens: length, hooks: plain }
    const project = mlp(length, mlpWidth, model)
    return {
      trains: () => false,
      virtualTokens: length,
      hooks: prefixHooks(length, project),
      settled: {
        hooks: plain,
        graph: () => {
          const g = createGraph({ training: false })
          g.output(promptEmbeddings, project(g))
          return g
        },
      },
    }
  },
})

/** The table as W2 tanh(W1 E + b1) + b2 with E [n, D], under PEFT's names and with PyTorch's beginnings; once in each graph. */
function mlp(length: number, hidden: number, model: Model): (g: Graph) => Value {
  const width = keyWidth(model)
  const made = new WeakMap<Graph, Value>()
  return (g) => {
    let table = made.get(g)
    if (table === undefined) {
      const layer = (x: Value, name: string, inputs: number, outputs: number): Value => {
        const initial: Initial = { kind: 'uniform', bound: 1 / Math.sqrt(inputs) }
        const weight = g.parameter(`${name}.weight`, [outputs, inputs], initial)
        return g.gemm(x, weight, g.parameter(`${name}.bias`, [outputs], initial), { transposed: true })
      }
      const small = g.parameter('prompt_encoder.embedding.weight', [length, width], {
        kind: 'normal',
        deviation: 1,
      })
      const middle = g.tanh(layer(small, 'prompt_encoder.transform.0', width, hidden))
      table = layer(middle, 'prompt_encoder.transform.2', hidden, 2 * model.facts.layers * width)
      made.set(g, table)
    }
    return table
  }
}

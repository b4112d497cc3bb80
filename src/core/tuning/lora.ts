// LoRA (Hu et al. 2022): y = W x + s B A x + b with A [r, in], B [out, r] trained and W frozen; DoRA also learns each output's length.
import { z } from 'zod'
import type { Graph } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'
import { linearLayers } from '../models/linearLayers.ts'
import { checkTargets, targetMatcher } from './targets.ts'
import { defineTuning } from './tuning.ts'

const options = z.object({
  rank: z.number().int().min(1).max(1024).default(8).meta({
    title: 'Rank',
    description: 'Width r of the update B A. Larger can learn more and costs r (in + out) weights per layer.',
  }),
  alpha: z
    .number()
    .positive()
    .default(16)
    .meta({ title: 'Alpha', description: 'The update is scaled by alpha / rank. Larger speaks louder.' }),
  dropout: z.number().min(0).max(0.9).default(0.1).meta({
    title: 'Dropout',
    description: 'Share of the update’s inputs switched off at random while training.',
  }),
  targets: z.array(z.string().min(1)).default([]).meta({
    title: 'Target modules',
    description:
      'Linear layers to adapt, by the end of their names, e.g. query, value. Empty means query and value; all-linear means every linear layer.',
  }),
  rsLora: z.boolean().default(false).meta({
    title: 'Rank-stabilised',
    description: 'Scale by alpha / sqrt(rank) instead (Kalajdzievski 2023), so that high ranks still learn.',
  }),
  dora: z.boolean().default(false).meta({
    title: 'DoRA',
    description:
      'Learn the length of each output’s weights apart from their direction (Liu et al. 2024). Often a little better at low ranks, and slower.',
  }),
  rateRatio: z.number().min(1).max(1000).default(1).meta({
    title: 'LoRA+ ratio',
    description:
      'How much faster B learns than A (Hayou et al. 2024). 1 is LoRA; 16 suits LoRA+, with about half the learning rate.',
  }),
})

export const lora = defineTuning({
  id: 'lora',
  title: 'LoRA',
  summary: 'Adds a trained low-rank update beside frozen linear layers, and a new head.',
  claim: 'Less than 1 % of BERT-base; no slower once merged; less overfitting on small data.',
  learningRate: 5e-4,
  schema: options,
  apply: ({ rank, alpha, dropout, targets, rsLora, dora, rateRatio }, model) => {
    const scale = loraScale(rank, alpha, rsLora)
    const { fanInFanOut = false } = model
    const chosen = targets.length > 0 ? targets : model.queryAndValue
    checkTargets('lora.targets', chosen, linearLayers(model))
    const adapts = targetMatcher(chosen)
    return {
      trains: () => false,
      hooks: {
        // y + s (x A^T) B^T; A starts uniform as PyTorch's linear layers do (a = sqrt 5), B at 0, so training starts from the model itself
        project: (g, y, { name, layer, x, inputs, outputs }) => {
          if (layer < 0 || !adapts(name)) return y
          const a = g.parameter(`${name}.lora_A.weight`, [rank, inputs], {
            kind: 'uniform',
            bound: 1 / Math.sqrt(inputs),
          })
          const b = g.parameter(`${name}.lora_B.weight`, [outputs, rank], { kind: 'zeros' }, rateRatio)
          const narrow = g.gemm(g.drop(x, dropout), a, null, { transposed: true })
          const sum = g.gemm(narrow, b, y, { transposed: true, alpha: scale })
          return dora ? withMagnitude(g, sum, name, [a, b], { scale, fanInFanOut }) : sum
        },
      },
    }
  },
})

// DoRA (Liu et al. 2024): y = m / ||W + s B A|| (W x + s B A x) + b. m starts at ||W||, so training starts from the model itself.
function withMagnitude(
  g: Graph,
  sum: Value,
  name: string,
  [a, b]: readonly [Value, Value],
  at: { readonly scale: number; readonly fanInFanOut: boolean },
): Value {
  const weight = `${name}.weight`
  const outputs = b.shape[0] as number
  const m = g.parameter(`${name}.lora_magnitude_vector`, [outputs], {
    kind: 'norms',
    of: weight,
    axis: at.fanInFanOut ? 0 : 1,
  })
  const ratio = g.magnitudeRatio(m, g.parameters.get(weight)!.value, a, b, at)
  const bias = g.parameters.get(`${name}.bias`)?.value
  if (!bias) return g.multiply(sum, ratio)
  return g.add(g.multiply(g.add(sum, g.scale(bias, { factor: -1 })), ratio), bias)
}

/** The factor s of the update. */
export const loraScale = (rank: number, alpha: number, rsLora: boolean): number =>
  alpha / (rsLora ? Math.sqrt(rank) : rank)

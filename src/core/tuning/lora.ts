// LoRA (Hu et al. 2022): y = W x + s B A x with A [r, in], B [out, r] trained and W frozen.
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import { linearLayers } from '../models/linearLayers.ts'
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
})

export const lora = defineTuning({
  id: 'lora',
  title: 'LoRA',
  summary: 'Adds a trained low-rank update beside frozen linear layers, and a new head.',
  claim: 'Less than 1 % of the weights; no slower once merged; less overfitting on small data.',
  learningRate: 5e-4,
  schema: options,
  apply: ({ rank, alpha, dropout, targets, rsLora }, model) => {
    const scale = loraScale(rank, alpha, rsLora)
    const chosen = targets.length > 0 ? targets : model.queryAndValue
    checkTargets(chosen, linearLayers(model))
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
          const b = g.parameter(`${name}.lora_B.weight`, [outputs, rank])
          const narrow = g.gemm(g.drop(x, dropout), a, null, { transposed: true })
          return g.gemm(narrow, b, y, { transposed: true, alpha: scale })
        },
      },
    }
  },
})

/** The factor s of the update. */
export const loraScale = (rank: number, alpha: number, rsLora: boolean): number =>
  alpha / (rsLora ? Math.sqrt(rank) : rank)

function checkTargets(targets: readonly string[], layers: readonly string[]): void {
  const stray = targets.find((target) => !layers.some(targetMatcher([target])))
  if (stray === undefined) return
  const known = [...new Set(layers.map((name) => name.replace(/^.*\.\d+\./, '')))].join(', ')
  throw new LabError(
    'option',
    `The model has no linear layer called ${stray}. Choose among ${known}, or all-linear.`,
    { option: 'lora.targets', target: stray },
  )
}

/** PEFT's rule: a module is meant when its name is a target or ends with "." and a target. */
export function targetMatcher(targets: readonly string[]): (name: string) => boolean {
  return (name) => targets.some((t) => t === 'all-linear' || name === t || name.endsWith(`.${t}`))
}

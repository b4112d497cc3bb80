// Bottleneck adapters: h + s (f(z A^T + a) B^T + b), with A [r, D] and B [D, r] trained, after a sublayer that gives h.
import { z } from 'zod'
import type { Initial } from '../graph/graph.ts'
import { activate } from '../models/layers.ts'
import { defineTuning } from './tuning.ts'

/** How AdapterHub (the `adapters` package, 1.2.0) sets up each kind: seq_bn, double_seq_bn, par_bn. */
export const adapterKinds = {
  pfeiffer: { nonLinearity: 'relu', initialisation: 'bert', scaling: 1, afterAttention: false },
  houlsby: { nonLinearity: 'swish', initialisation: 'bert', scaling: 1, afterAttention: true },
  parallel: { nonLinearity: 'relu', initialisation: 'mam_adapter', scaling: 4, afterAttention: false },
} as const

/** AdapterHub's names of activations, and those of config.json. */
const nonLinearities = {
  relu: 'relu',
  swish: 'silu',
  gelu: 'gelu',
  gelu_new: 'gelu_new',
  tanh: 'tanh',
} as const

const initialisations = ['bert', 'houlsby', 'mam_adapter'] as const

const options = z.object({
  kind: z.enum(['pfeiffer', 'houlsby', 'parallel']).default('pfeiffer').meta({
    title: 'Kind',
    description:
      'pfeiffer: one adapter after the feed-forward part of each layer (Pfeiffer et al. 2021). houlsby: one more after attention (Houlsby et al. 2019), twice the weights. parallel: beside the feed-forward part (He et al. 2022).',
  }),
  reductionFactor: z.number().min(1).max(1024).default(16).meta({
    title: 'Reduction factor',
    description:
      'The bottleneck is the model’s width divided by this. Smaller can learn more and costs more weights; 16 stays below 2 % of BERT-base.',
  }),
  nonLinearity: z.enum(['relu', 'swish', 'gelu', 'gelu_new', 'tanh']).nullable().default(null).meta({
    title: 'Non-linearity',
    description:
      'The function f in the bottleneck. Empty takes the kind’s own: swish for houlsby, else relu.',
  }),
  scaling: z.number().positive().max(100).nullable().default(null).meta({
    title: 'Scaling',
    description:
      'What the adapter adds is multiplied by this. Empty takes the kind’s own: 4 for parallel, else 1.',
  }),
  initialisation: z.enum(initialisations).nullable().default(null).meta({
    title: 'Initialisation',
    description:
      'bert: normal with deviation 0.02. houlsby: normal with deviation 0.01, cut at two. mam_adapter: B at 0, so training starts from the model itself. Empty takes the kind’s own: mam_adapter for parallel, else bert.',
  }),
  dropout: z.number().min(0).max(0.9).default(0).meta({
    title: 'Dropout',
    description: 'Share of what the adapter adds that is switched off at random while training.',
  }),
})

/** An adapter's options with the kind's own for those that were left empty. */
export function adapterSettings(given: z.output<typeof options>) {
  const own = adapterKinds[given.kind]
  return {
    ...given,
    nonLinearity: given.nonLinearity ?? own.nonLinearity,
    scaling: given.scaling ?? own.scaling,
    initialisation: given.initialisation ?? own.initialisation,
  }
}

export const adapter = defineTuning({
  id: 'adapter',
  title: 'Adapter',
  summary: 'Adds a small trained bottleneck to each frozen layer, and a new head.',
  claim: 'Less than 5 % of BERT-base; nearly as good as training all of it, and one model serves every task.',
  // Best on four datasets (bench/README.md); the small rates of full fine-tuning leave the new layers nearly untrained.
  learningRate: 1e-3,
  stays: true,
  schema: options,
  apply: (given, model) => {
    const { kind, reductionFactor, nonLinearity, scaling, initialisation, dropout } = adapterSettings(given)
    const width = model.facts.hidden
    const narrow = Math.max(1, Math.floor(width / reductionFactor))
    const initial = initialOf(initialisation, width)
    return {
      trains: () => false,
      hooks: {
        afterSublayer: (g, h, at) => {
          if (at.kind === 'attention' && !adapterKinds[kind].afterAttention) return h
          const weight = (part: string, shape: [number, number], begins: Initial) =>
            g.parameter(`${at.name}.adapter_${part}.weight`, shape, begins)
          const bias = (part: string, size: number) => g.parameter(`${at.name}.adapter_${part}.bias`, [size])
          const sum = () => g.add(h, at.residual)
          // z: for pfeiffer LN(h + x) by the model's own norm, which follows once more; for parallel x alone
          const z = {
            pfeiffer: () => at.norm?.(sum()) ?? sum(),
            houlsby: () => h,
            parallel: () => at.residual,
          }[kind]()
          const down = g.gemm(z, weight('down', [narrow, width], initial.down), bias('down', narrow), {
            transposed: true,
          })
          const active = activate(g, down, nonLinearities[nonLinearity])
          const up = g.gemm(active, weight('up', [width, narrow], initial.up), bias('up', width), {
            transposed: true,
          })
          return g.add(h, g.drop(scaling === 1 ? up : g.scale(up, { factor: scaling }), dropout))
        },
      },
    }
  },
})

/** How A and B begin; biases begin at 0. */
function initialOf(kind: (typeof initialisations)[number], width: number): { down: Initial; up: Initial } {
  switch (kind) {
    case 'bert':
      return both({ kind: 'normal', deviation: 0.02 })
    case 'houlsby':
      return both({ kind: 'truncatedNormal', deviation: 0.01 })
    case 'mam_adapter':
      // As PyTorch's linear layers begin (a = sqrt 5)
      return { down: { kind: 'uniform', bound: 1 / Math.sqrt(width) }, up: { kind: 'zeros' } }
  }
}

const both = (initial: Initial): { down: Initial; up: Initial } => ({ down: initial, up: initial })

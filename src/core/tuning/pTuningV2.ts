// P-tuning v2 (Liu et al. 2022): deep prompts for understanding tasks, which are a prefix in every layer.
import { z } from 'zod'
import { checkPrefix, checkRoom, prefixHooks, prefixTable } from './prefixHooks.ts'
import { defineTuning } from './tuning.ts'

const options = z.object({
  length: z.number().int().min(1).max(512).default(20).meta({
    title: 'Length',
    description:
      'Prompts in every layer. The paper takes about 20 for simple classification and 100 for hard tasks.',
  }),
  dropout: z.number().min(0).max(0.9).default(0.1).meta({
    title: 'Dropout',
    description: 'Share of the prompts’ numbers switched off at random while training.',
  }),
})

export const pTuningV2 = defineTuning({
  id: 'pTuningV2',
  title: 'P-tuning v2',
  summary:
    'Prompts in every layer, as prefix tuning has them, trained directly and with dropout; no MLP makes them.',
  claim: 'As good as full fine-tuning at all sizes of model in its paper, with 0.1 to 3 % of the weights.',
  // What it trains is prefix tuning's table, whose rate was measured (bench/README.md).
  learningRate: 1e-2,
  stays: true,
  prompts: true,
  schema: options,
  apply: ({ length, dropout }, model) => {
    checkPrefix('P-tuning v2', model)
    checkRoom('pTuningV2.length', length, model)
    const table = prefixTable(length, model, { kind: 'normal', deviation: 1 })
    return { trains: () => false, virtualTokens: length, hooks: prefixHooks(length, table, dropout) }
  },
})

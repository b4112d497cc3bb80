// (IA)^3 (Liu et al. 2022): y = l * (W x + b) for keys and values, y = W (l * x) + b where a feed-forward part narrows; l is trained.
import { z } from 'zod'
import type { Model } from '../models/family.ts'
import { linearLayers } from '../models/linearLayers.ts'
import { checkTargets, targetMatcher } from './targets.ts'
import { defineTuning } from './tuning.ts'

const names = z.array(z.string().min(1)).default([])
const options = z.object({
  outputs: names.meta({
    title: 'Rescaled outputs',
    description:
      'Linear layers whose outputs are rescaled, by the end of their names. Empty in both lists means keys and values.',
  }),
  inputs: names.meta({
    title: 'Rescaled inputs',
    description:
      'Linear layers whose inputs are rescaled. Empty in both lists means the second layer of each feed-forward part; in BERT, as in PEFT, also the one after attention.',
  }),
})

export const ia3 = defineTuning({
  id: 'ia3',
  title: '(IA)³',
  summary: 'Rescales keys, values and feed-forward activations by trained vectors, and trains a new head.',
  claim: 'Less than 0.1 % of BERT-base; no slower once merged; made for few-shot learning.',
  // Best on average of four datasets (bench/README.md). The paper takes 3e-3, and its steps are many.
  learningRate: 5e-3,
  alone: '(IA)^3 would rescale what the other method adds.',
  schema: options,
  apply: (given, model) => {
    const { rescalesInput, rescalesOutput } = rescaled(given, model)
    const ones = { kind: 'ones' } as const
    return {
      trains: () => false,
      hooks: {
        enter: (g, x, { name, layer, inputs }) =>
          layer >= 0 && rescalesInput(name) ? g.multiply(x, g.parameter(ia3Name(name), [inputs], ones)) : x,
        project: (g, y, { name, layer, outputs }) =>
          layer >= 0 && rescalesOutput(name) ? g.multiply(y, g.parameter(ia3Name(name), [outputs], ones)) : y,
      },
    }
  },
})

/** The name of a module's vector. It has one axis, so that weight decay does not pull it towards 0. */
export const ia3Name = (module: string): string => `${module}.ia3_l`

/** Which modules are rescaled where. Throws `option` for names that no linear layer has. */
export function rescaled(
  { inputs, outputs }: z.output<typeof options>,
  model: Model,
): { rescalesInput(name: string): boolean; rescalesOutput(name: string): boolean } {
  const chosen = inputs.length + outputs.length > 0 ? { inputs, outputs } : model.rescaled
  const layers = linearLayers(model)
  checkTargets('ia3.inputs', chosen.inputs, layers)
  checkTargets('ia3.outputs', chosen.outputs, layers)
  const rescalesInput = targetMatcher(chosen.inputs)
  const isOutput = targetMatcher(chosen.outputs)
  return { rescalesInput, rescalesOutput: (name) => isOutput(name) && !rescalesInput(name) }
}

// PREFIX_TUNING: keys and values of n virtual tokens in every layer, [n, 2 layers width], the first layer's keys first. What an MLP made of them is stored, never the MLP.
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'
import { keyHeads } from '../../tuning/prefixHooks.ts'
import { prefix } from '../../tuning/prefix.ts'
import { pTuningV2 } from '../../tuning/pTuningV2.ts'
import { definePeftType } from './peftType.ts'
import { besidePrompts, isPrompt, promptSettings, virtualTokens } from './promptTable.ts'

/** Families whose models in transformers take no past keys and values, by which peft puts a prefix before the text. */
const withoutPast: ReadonlySet<string> = new Set(['distilbert', 'albert', 'modernbert'])

export const prefixTuningType = definePeftType({
  id: 'PREFIX_TUNING',
  title: 'Prefix',
  tunings: [prefix.id, pTuningV2.id],
  prefix: besidePrompts,
  owns: isPrompt,
  refuses: ({ family }) =>
    withoutPast.has(family)
      ? `PEFT has no prefix for a ${family} model: in transformers, that takes no keys and values from outside.`
      : undefined,
  fields: ({ model, own }) => {
    const { heads, size } = keyHeads(model)
    return {
      encoder_hidden_size: heads * size,
      num_attention_heads: heads,
      num_layers: model.facts.layers,
      num_transformer_submodules: 1,
      num_virtual_tokens: own[0]!.shape[0],
      prefix_projection: false,
      token_dim: heads * size,
    }
  },
  toPeft: ({ own }) => own,
  settings: z.object({
    ...promptSettings,
    num_layers: z.number().int().positive(),
    num_attention_heads: z.number().int().positive(),
  }),
  ignored: ['token_dim', 'encoder_hidden_size', 'prefix_projection', 'init_weights'],
  tuning: ({ num_virtual_tokens, num_layers, num_attention_heads }, weights, model) => {
    const length = virtualTokens(weights, num_virtual_tokens)
    const { layers } = model.facts
    const { heads } = keyHeads(model)
    if (num_layers !== layers || num_attention_heads !== heads)
      throw new LabError(
        'tensor',
        `The prefix is for ${num_layers} layers with ${num_attention_heads} heads of keys, and this model has ${layers} with ${heads}. Choose the base model that the adapter was made for.`,
        { file: weights.path, layers: num_layers, heads: num_attention_heads },
      )
    return { id: prefix.id, options: prefix.schema.parse({ length }) }
  },
})

// LORA: pairs A [rank, in] and B [out, rank] beside linear layers, with DoRA each output's length. peft's names and shapes are Lathe's own.
import { z } from 'zod'
import { lora } from '../../tuning/lora.ts'
import { isLora, parseLoraName } from '../merge/lora.ts'
import { definePeftType, insideModel, withoutPrefix, withPrefix } from './peftType.ts'
import { targetModules } from './targetModules.ts'

export const loraType = definePeftType({
  id: 'LORA',
  title: 'LoRA',
  tunings: [lora.id],
  prefix: insideModel,
  owns: isLora,
  fields: ({ model, tuning, own, heads, modules }) => {
    const { rank, alpha, dropout, rsLora, dora } = lora.schema.parse(tuning.options)
    return {
      alpha_pattern: {},
      bias: 'none',
      fan_in_fan_out: model.fanInFanOut ?? false,
      init_lora_weights: true,
      layers_pattern: null,
      layers_to_transform: null,
      lora_alpha: alpha,
      lora_dropout: dropout,
      // peft adds "classifier" and "score" by itself; what else was trained must be named.
      modules_to_save: [...new Set(['classifier', 'score', ...heads])],
      r: rank,
      rank_pattern: {},
      target_modules: targetModules(
        new Set(own.flatMap(({ name }) => parseLoraName(name)?.module ?? [])),
        modules,
      ),
      use_dora: dora,
      use_rslora: rsLora,
    }
  },
  toPeft: ({ own }) => withPrefix(own, insideModel),
  config: z.object({
    r: z.number().int().positive(),
    lora_alpha: z.number(),
    lora_dropout: z.number().default(0),
    use_rslora: z.boolean().default(false),
    use_dora: z.boolean().default(false),
    target_modules: z.array(z.string()),
  }),
  tuning: ({ r, lora_alpha, lora_dropout, use_rslora, use_dora, target_modules }) => ({
    id: lora.id,
    options: {
      rank: r,
      alpha: lora_alpha,
      dropout: lora_dropout,
      targets: target_modules,
      rsLora: use_rslora,
      dora: use_dora,
    },
  }),
  fromPeft: (own) => withoutPrefix(own, insideModel),
})

// LORA: pairs A [rank, in] and B [out, rank] beside linear layers, with DoRA each output's length. peft's names and shapes are Lathe's own.
import { z } from 'zod'
import { linearLayers } from '../../models/linearLayers.ts'
import { lora } from '../../tuning/lora.ts'
import { isLora, parseLoraName } from '../merge/lora.ts'
import { adaptedLayers } from './adaptedLayers.ts'
import { definePeftType, insideModel, withPrefix } from './peftType.ts'
import { checkRanks, largestRank, rankSettings, withOneRank } from './rankPattern.ts'
import { targetModules } from './targetModules.ts'

const moduleOf = (name: string): string | undefined => parseLoraName(name)?.module

export const loraType = definePeftType({
  id: 'LORA',
  title: 'LoRA',
  tunings: [lora.id],
  prefix: insideModel,
  owns: isLora,
  fields: ({ model, tuning, own, modules }) => {
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
      r: rank,
      rank_pattern: {},
      target_modules: targetModules(new Set(own.flatMap(({ name }) => moduleOf(name) ?? [])), modules),
      use_dora: dora,
      use_rslora: rsLora,
    }
  },
  toPeft: ({ own }) => withPrefix(own, insideModel),
  settings: rankSettings.extend({
    lora_dropout: z.number().min(0).max(0.9).default(0),
    use_dora: z.boolean().default(false),
    bias: z.literal('none').default('none'),
    // Other ways of starting change the base model as well.
    init_lora_weights: z
      .union([z.boolean(), z.enum(['gaussian', 'eva', 'orthogonal'])])
      .nullable()
      .default(true),
  }),
  // Which layers they are, the names of the tensors tell.
  ignored: [
    'target_modules',
    'exclude_modules',
    'layers_to_transform',
    'layers_pattern',
    'fan_in_fan_out',
    'megatron_core',
    'qalora_group_size',
    'eva_config',
    'ensure_weight_tying',
  ],
  tuning: (settings, weights, model) => {
    const layers = adaptedLayers(weights, model, moduleOf, 'LoRA matrices')
    checkRanks(weights, settings)
    return {
      id: lora.id,
      options: {
        rank: largestRank(weights),
        alpha: settings.lora_alpha,
        dropout: settings.lora_dropout,
        targets: targetModules(new Set(layers.keys()), linearLayers(model)),
        rsLora: settings.use_rslora,
        dora: settings.use_dora,
      },
    }
  },
  fromPeft: withOneRank,
})

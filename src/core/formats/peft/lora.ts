// LORA: pairs A [rank, in] and B [out, rank] beside linear layers, with DoRA each output's length. peft's names and shapes are Lathe's own.
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'
import type { SafetensorsFile } from '../../files/safetensors.ts'
import { linearLayers } from '../../models/linearLayers.ts'
import { lora } from '../../tuning/lora.ts'
import { isLora, parseLoraName } from '../merge/lora.ts'
import { adaptedLayers } from './adaptedLayers.ts'
import { definePeftType, insideModel, withPrefix } from './peftType.ts'
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
  settings: z.object({
    r: z.number().int().positive().default(8),
    lora_alpha: z.number().positive().default(8),
    lora_dropout: z.number().min(0).max(0.9).default(0),
    use_rslora: z.boolean().default(false),
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
  tuning: ({ r, lora_alpha, lora_dropout, use_rslora, use_dora }, weights, model) => {
    const layers = adaptedLayers(weights, model, moduleOf, 'LoRA matrices')
    checkRank(weights, r)
    return {
      id: lora.id,
      options: {
        rank: r,
        alpha: lora_alpha,
        dropout: lora_dropout,
        targets: targetModules(new Set(layers.keys()), linearLayers(model)),
        rsLora: use_rslora,
        dora: use_dora,
      },
    }
  },
})

function checkRank(weights: SafetensorsFile, rank: number): void {
  for (const { name, shape } of weights.tensors.values()) {
    const pair = parseLoraName(name)
    const found = pair && shape[pair.matrix === 'A' ? 0 : 1]
    if (found === null || found === rank) continue
    throw new LabError(
      'tensor',
      `"${name}" has the rank ${found}, and adapter_config.json says r = ${rank}. The two files do not belong together; Lathe gives all layers the same rank.`,
      { file: weights.path, tensor: name },
    )
  }
}

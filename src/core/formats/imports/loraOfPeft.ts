// peft's LORA: which layers its pairs adapt, and with which rank and scale.
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'
import type { SafetensorsFile } from '../../files/safetensors.ts'
import { linearLayers } from '../../models/linearLayers.ts'
import type { Model } from '../../models/family.ts'
import { lora } from '../../tuning/lora.ts'
import { parseLoraName } from '../merge/lora.ts'
import { targetModules } from '../peft/targetModules.ts'
import type { PeftType } from './peftAdapter.ts'

const settings = z.object({
  r: z.number().int().positive().default(8),
  lora_alpha: z.number().positive().default(8),
  lora_dropout: z.number().min(0).max(0.9).default(0),
  use_rslora: z.boolean().default(false),
  bias: z.literal('none').default('none'),
  // Other ways of starting change the base model as well.
  init_lora_weights: z
    .union([z.boolean(), z.enum(['gaussian', 'eva', 'orthogonal'])])
    .nullable()
    .default(true),
})

export const loraOfPeft: PeftType<typeof settings> = {
  title: 'LoRA',
  prefix: 'base_model.model.',
  schema: settings,
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
  tuning: ({ r, lora_alpha: alpha, lora_dropout: dropout, use_rslora: rsLora }, weights, model) => {
    const layers = adaptedLayers(weights, model)
    checkRank(weights, r)
    const targets = targetModules(new Set(layers), linearLayers(model))
    return { id: lora.id, options: { rank: r, alpha, dropout, targets, rsLora } }
  },
}

/** The model's names of the layers that have a pair. */
function adaptedLayers(weights: SafetensorsFile, model: Model): string[] {
  const modules = new Set([...weights.tensors.keys()].flatMap((name) => parseLoraName(name)?.module ?? []))
  const layers = linearLayers(model)
  // An adapter of the bare encoder leaves out the name of the family.
  const found = layers.filter((layer) =>
    model.aliases(`${layer}.lora_A.weight`).some((name) => modules.delete(parseLoraName(name)?.module ?? '')),
  )
  const [stray] = modules
  if (stray === undefined && found.length > 0) return found
  const kinds = [...new Set(layers.map((name) => name.replace(/^.*\.\d+\./, '')))].join(', ')
  throw new LabError(
    'tensor',
    stray === undefined
      ? `${weights.path} holds no LoRA matrices. Fetch it again.`
      : `The adapter changes "${stray}", and this model has no such layer to adapt: it has ${kinds}. Choose the base model that the adapter was made for.`,
    { file: weights.path, module: stray ?? '' },
  )
}

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

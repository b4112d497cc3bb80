// A LoRA adapter as Hugging Face's peft stores it: adapter_config.json and adapter_model.safetensors.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import { writeJsonAtomic } from '../files/atomic.ts'
import { openSafetensors, type SafetensorsFile } from '../files/safetensors.ts'
import { writeSafetensors, type TensorSource } from '../files/safetensorsWriter.ts'
import type { Model } from '../models/family.ts'
import { parseLoraName, type LoraSettings } from './lora.ts'

/** What peft puts before a module's own name. */
const prefix = 'base_model.model.'
const configFile = 'adapter_config.json'
const weightsFile = 'adapter_model.safetensors'

/**
 * Writes peft's two files for a sequence classifier (or regressor) to `folder`, which exists.
 * @param trained LoRA pairs `<module>.lora_A.weight` [rank, in] and `<module>.lora_B.weight` [out, rank], and the
 *   head's tensors (`classifier.*`, and the pooler's where it was trained), under Hugging Face's names
 * @param modules names of all the model's modules, so that the config can name the adapted ones and no others
 * @throws LabError('export') for any other tensor, and when there is no pair or no head.
 */
export async function writePeft(
  folder: string,
  baseModel: string,
  model: Model,
  lora: LoraSettings,
  trained: readonly TensorSource[],
  modules: readonly string[],
): Promise<void> {
  const pairs = trained.map(({ name }) => parseLoraName(name))
  const heads = trained.filter((_, i) => pairs[i] === null).map(({ name }) => headModule(model, name))
  if (heads.length === trained.length || !trained.some(({ name }) => name === `${model.head.name}.weight`))
    throw new LabError(
      'export',
      'A PEFT export needs the LoRA matrices and the classifier. Train with LoRA first.',
    )
  await writeSafetensors(
    join(folder, weightsFile),
    trained.map((tensor) => ({ ...tensor, name: prefix + tensor.name })),
  )
  // Only fields that old and new versions of peft know: old ones refuse a field that they do not.
  await writeJsonAtomic(join(folder, configFile), {
    alpha_pattern: {},
    auto_mapping: null,
    base_model_name_or_path: baseModel,
    bias: 'none',
    fan_in_fan_out: lora.fanInFanOut,
    inference_mode: true,
    init_lora_weights: true,
    layers_pattern: null,
    layers_to_transform: null,
    lora_alpha: lora.alpha,
    lora_dropout: lora.dropout,
    // peft adds "classifier" and "score" by itself; what else was trained must be named.
    modules_to_save: [...new Set(['classifier', 'score', ...heads])],
    peft_type: 'LORA',
    r: lora.rank,
    rank_pattern: {},
    revision: null,
    target_modules: targetModules(new Set(pairs.flatMap((pair) => pair?.module ?? [])), modules),
    task_type: 'SEQ_CLS',
    use_dora: false,
    use_rslora: lora.rsLora,
  })
}

/** A PEFT folder read back. `weights` has Hugging Face's names, without peft's prefix; close it after use. */
export interface PeftAdapter {
  readonly baseModel: string
  readonly lora: LoraSettings
  readonly weights: SafetensorsFile
}

const adapterConfig = z.object({
  peft_type: z.literal('LORA'),
  base_model_name_or_path: z.string(),
  r: z.number().int().positive(),
  lora_alpha: z.number(),
  lora_dropout: z.number().default(0),
  use_rslora: z.boolean().default(false),
  fan_in_fan_out: z.boolean().default(false),
})

/** Reads a LoRA folder. @throws LabError('export') when it is no LoRA folder; LabError('file' | 'tensor') for damaged weights. */
export async function readPeft(folder: string): Promise<PeftAdapter> {
  const config = await readConfig(join(folder, configFile))
  const file = await openSafetensors(join(folder, weightsFile))
  const tensors = [...file.tensors.values()].map((entry) => ({
    ...entry,
    name: entry.name.replace(prefix, ''),
  }))
  return {
    baseModel: config.base_model_name_or_path,
    lora: {
      rank: config.r,
      alpha: config.lora_alpha,
      dropout: config.lora_dropout,
      rsLora: config.use_rslora,
      fanInFanOut: config.fan_in_fan_out,
    },
    weights: {
      ...file,
      tensors: new Map(tensors.map((entry) => [entry.name, entry])),
      readInto: (name, target) => file.readInto(prefix + name, target),
    },
  }
}

async function readConfig(path: string): Promise<z.infer<typeof adapterConfig>> {
  try {
    return adapterConfig.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new LabError('export', `${path} does not describe a LoRA adapter.`, { file: path }, cause)
  }
}

/** The shortest endings of names that mean the adapted modules and no others: peft's rule is "equal, or ends with a dot and this". */
export function targetModules(adapted: ReadonlySet<string>, modules: readonly string[]): string[] {
  const meansOnlyAdapted = (ending: string): boolean =>
    modules.every((module) => adapted.has(module) || !`.${module}`.endsWith(`.${ending}`))
  const endings = [...adapted].map((module) => {
    const parts = module.split('.')
    const length = parts.findIndex((_, i) => meansOnlyAdapted(parts.slice(-i - 1).join('.'))) + 1
    return parts.slice(-length).join('.')
  })
  return [...new Set(endings)].sort()
}

function headModule({ head }: Model, name: string): string {
  const module = [...head.modules, ...(head.shared ?? [])].find((known) => `.${name}`.includes(`.${known}.`))
  if (module !== undefined) return module
  throw new LabError(
    'export',
    `"${name}" was trained, but a PEFT adapter has no place for it. Export the merged model instead.`,
    { tensor: name },
  )
}

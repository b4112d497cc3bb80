// What PREFIX_TUNING and PROMPT_TUNING have in common: one tensor outside the model, a row for each virtual token.
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'
import type { SafetensorsFile } from '../../files/safetensors.ts'
import { promptEmbeddings } from '../../tuning/prefixHooks.ts'

/** peft's name for the model when it stands beside the prompts. */
export const besidePrompts = 'base_model.'

export const isPrompt = (name: string): boolean => name === promptEmbeddings

/** The settings of both that change what they compute. */
export const promptSettings = {
  num_virtual_tokens: z.number().int().positive(),
  // 2 is for models with an encoder and a decoder.
  num_transformer_submodules: z.literal(1).nullish(),
}

/**
 * How many virtual tokens an adapter has.
 * @throws LabError('tensor') where the file has another number of them than the settings, or none.
 */
export function virtualTokens(weights: SafetensorsFile, told: number): number {
  const rows = weights.tensors.get(promptEmbeddings)?.shape[0]
  if (rows === told) return told
  throw new LabError(
    'tensor',
    rows === undefined
      ? `${weights.path} lacks "${promptEmbeddings}", the virtual tokens. Fetch it again.`
      : `"${promptEmbeddings}" has ${rows} virtual tokens, and adapter_config.json says num_virtual_tokens = ${told}. The two files do not belong together.`,
    { file: weights.path, tensor: promptEmbeddings },
  )
}

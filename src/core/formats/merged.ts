// A whole Hugging Face model: weights with what was trained folded in, config.json and the tokenizer.
import { join } from 'node:path'
import type { Model } from '../models/family.ts'
import { writeSafetensors, type TensorSource } from '../files/safetensorsWriter.ts'
import { writeClassifierFiles } from './classifierFolder.ts'
import { mergeLora, type LoraSettings } from './lora.ts'

/**
 * Writes a classifier (a regressor, without labels) that transformers loads to `folder`, which exists.
 * @param tensors every weight under Hugging Face's names, LoRA's pairs among them; stored as float32
 * @throws LabError('export') when LoRA's pairs cannot be merged.
 */
export async function writeMerged(
  folder: string,
  baseFolder: string,
  model: Model,
  tensors: Iterable<TensorSource>,
  lora: LoraSettings | null,
  labels: readonly string[],
): Promise<void> {
  await writeSafetensors(join(folder, 'model.safetensors'), mergeLora(tensors, lora))
  await writeClassifierFiles(folder, baseFolder, model, labels)
}

// A whole Hugging Face model: weights with what was trained folded in, config.json and the tokenizer.
import { join } from 'node:path'
import { writeSafetensors } from '../files/safetensorsWriter.ts'
import { writeClassifierFiles } from './classifierFolder.ts'
import { merge } from './merge/index.ts'
import type { TrainedModel } from './trainedModel.ts'

/**
 * Writes a classifier (a regressor, without labels) that transformers loads to `folder`, which exists; weights as float32.
 * The tuning is one that can be merged.
 * @throws LabError('export') when its tensors are not whole.
 */
export async function writeMerged(
  folder: string,
  trained: Pick<TrainedModel, 'baseFolder' | 'model' | 'tensors' | 'tuning'>,
  labels: readonly string[],
): Promise<void> {
  const { baseFolder, model } = trained
  await writeSafetensors(join(folder, 'model.safetensors'), merge(trained).tensors)
  await writeClassifierFiles(folder, baseFolder, model, labels)
}

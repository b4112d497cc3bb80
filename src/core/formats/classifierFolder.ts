// What every whole-model export has beside its weights: config.json of a classifier, and the tokenizer's files.
import { copyFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tokenizerFiles } from '../../shared/modelFiles.ts'
import { writeJsonAtomic } from '../files/atomic.ts'
import { parseExact } from '../files/exactJson.ts'

/**
 * Writes the base's config.json to `folder`, changed into that of a classifier of the class `architecture` in transformers;
 * without labels, of a regressor.
 */
export async function writeClassifierConfig(
  folder: string,
  baseFolder: string,
  architecture: string,
  labels: readonly string[],
): Promise<void> {
  const base = parseExact(await readFile(join(baseFolder, 'config.json'), 'utf8')) as Record<string, unknown>
  const names = labels.length > 0 ? labels : ['value']
  const { torch_dtype: _, ...rest } = base
  await writeJsonAtomic(join(folder, 'config.json'), {
    ...rest,
    architectures: [architecture],
    dtype: 'float32',
    id2label: Object.fromEntries(names.entries()),
    label2id: Object.fromEntries(names.map((label, i) => [label, i])),
    num_labels: names.length,
    problem_type: labels.length > 0 ? 'single_label_classification' : 'regression',
  })
}

/** Copies the tokenizer's files as they are. */
export async function copyTokenizer(folder: string, baseFolder: string): Promise<void> {
  for (const name of await readdir(baseFolder))
    if (tokenizerFiles.includes(name)) await copyFile(join(baseFolder, name), join(folder, name))
}

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

const configFile = 'tokenizer_config.json'

/**
 * Copies the tokenizer's files. Its config then says what the model reads (`inputNames`): the class alone does not always,
 * and ALBERT's in transformers 5 leaves out the token types.
 */
export async function copyTokenizer(
  folder: string,
  baseFolder: string,
  inputNames: readonly string[],
): Promise<void> {
  const names = await readdir(baseFolder)
  for (const name of names)
    if (tokenizerFiles.includes(name)) await copyFile(join(baseFolder, name), join(folder, name))
  if (!names.includes(configFile)) return
  const config = JSON.parse(await readFile(join(baseFolder, configFile), 'utf8')) as object
  await writeJsonAtomic(join(folder, configFile), { ...config, model_input_names: inputNames })
}

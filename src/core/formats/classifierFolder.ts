// What every whole-model export has beside its weights: config.json of a classifier, and the tokenizer's files.
import { copyFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tokenizerFiles } from '../../shared/modelFiles.ts'
import { writeJsonAtomic } from '../files/atomic.ts'
import { parseExact } from '../files/exactJson.ts'
import { endTokens } from '../models/endTokens.ts'
import type { Model } from '../models/family.ts'
import { loadTokenizer } from '../tokens/tokenizer.ts'
import { inputNames } from './paddedInputs.ts'

/**
 * Writes the base's config.json to `folder`, changed into that of a classifier of the class that `model` has in
 * transformers (without labels, of a regressor), and the tokenizer's files.
 */
export async function writeClassifierFiles(
  folder: string,
  baseFolder: string,
  model: Model,
  labels: readonly string[],
): Promise<void> {
  const base = parseExact(await readFile(join(baseFolder, 'config.json'), 'utf8')) as Record<string, unknown>
  const names = labels.length > 0 ? labels : ['value']
  const { torch_dtype: _, ...rest } = base
  await copyTokenizer(folder, baseFolder, inputNames(model.facts))
  const padding = model.head.reads === 'last' ? await namePadding(folder, baseFolder, base) : {}
  await writeJsonAtomic(join(folder, 'config.json'), {
    ...rest,
    ...padding,
    architectures: [model.architecture],
    dtype: 'float32',
    id2label: Object.fromEntries(names.entries()),
    label2id: Object.fromEntries(names.map((label, i) => [label, i])),
    num_labels: names.length,
    problem_type: labels.length > 0 ? 'single_label_classification' : 'regression',
  })
}

const configFile = 'tokenizer_config.json'

/**
 * Copies the tokenizer's files. Its config then says what the model reads (`inputs`): the class alone does not always,
 * and ALBERT's in transformers 5 leaves out the token types.
 */
export async function copyTokenizer(
  folder: string,
  baseFolder: string,
  inputs: readonly string[],
): Promise<void> {
  const names = await readdir(baseFolder)
  for (const name of names)
    if (tokenizerFiles.includes(name)) await copyFile(join(baseFolder, name), join(folder, name))
  if (!names.includes(configFile)) return
  const config = parseExact(await readFile(join(baseFolder, configFile), 'utf8')) as object
  await writeJsonAtomic(join(folder, configFile), { ...config, model_input_names: inputs })
}

// transformers finds a row's last token by the padding's id, so one must be named: a model that writes often has none, and
// the token that ends a text does as well.
async function namePadding(
  folder: string,
  baseFolder: string,
  base: Record<string, unknown>,
): Promise<{ readonly pad_token_id?: number }> {
  if (base['pad_token_id'] != null) return {}
  const tokenizer = await loadTokenizer(baseFolder)
  const { pad, eos } = tokenizer.special
  const id = pad ?? eos ?? (await endTokens(baseFolder))[0]
  if (id === undefined) return {}
  if (pad === null) {
    const path = join(folder, configFile)
    const config = parseExact(await readFile(path, 'utf8').catch(() => '{}')) as Record<string, unknown>
    await writeJsonAtomic(path, { ...config, pad_token: tokenizer.tokenOf(id) })
  }
  return { pad_token_id: id }
}

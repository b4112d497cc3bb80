// A whole Hugging Face model: base weights with what was trained folded in, config.json and the tokenizer.
import { copyFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LabError } from '../../shared/labError.ts'
import { writeJsonAtomic } from '../files/atomic.ts'
import type { SafetensorsFile } from '../files/safetensors.ts'
import { elementCount, type TensorEntry } from '../files/safetensorsHeader.ts'
import { writeSafetensors, type TensorSource } from '../files/safetensorsWriter.ts'
import { addLora, loraName, loraScale, parseLoraName, type LoraSettings } from './lora.ts'

/** The classifier's class in transformers, by model_type. */
const architectures: Readonly<Record<string, string>> = { bert: 'BertForSequenceClassification' }

/** Tensors of heads that a classifier does not have: masked language modelling and next-sentence prediction. */
const otherHeads = /^(cls|lm_head)\./

/**
 * Writes model.safetensors with float32 weights to `folder`: W + scale B A for a module with a LoRA pair, the trained
 * value where there is one, else the base's. One tensor is in memory at a time.
 * @param base the base checkpoint under the names that `trained` uses
 * @param trained trained tensors; LoRA pairs as in writePeft
 * @throws LabError('export') when a LoRA pair is incomplete or has no module in the base.
 */
export async function writeMergedWeights(
  folder: string,
  base: SafetensorsFile,
  trained: readonly TensorSource[],
  lora: LoraSettings | null,
): Promise<void> {
  const byName = new Map(trained.map((tensor) => [tensor.name, tensor]))
  const merged: TensorSource[] = trained.filter(({ name }) => parseLoraName(name) === null)
  for (const entry of base.tensors.values()) {
    if (byName.has(entry.name) || otherHeads.test(entry.name) || !isFloat(entry)) continue
    const module = entry.name.replace(/\.weight$/, '')
    const [a, b] = [byName.get(loraName(module, 'A')), byName.get(loraName(module, 'B'))]
    merged.push({
      name: entry.name,
      shape: entry.shape,
      data: async () => {
        const values = new Float32Array(elementCount(entry.shape))
        await base.readInto(entry.name, values)
        if (a && b && lora) addLora(values, await valuesOf(a), await valuesOf(b), lora.rank, loraScale(lora))
        return values
      },
    })
  }
  checkPairs(byName, base, lora)
  await writeSafetensors(join(folder, 'model.safetensors'), merged)
}

/** Writes the base's config.json to `folder`, changed into that of a classifier; without labels, of a regressor. */
export async function writeClassifierConfig(
  folder: string,
  baseFolder: string,
  labels: readonly string[],
): Promise<void> {
  const base = JSON.parse(await readFile(join(baseFolder, 'config.json'), 'utf8')) as Record<string, unknown>
  const architecture = architectures[String(base['model_type'])]
  if (architecture === undefined)
    throw new LabError('export', `Models of type "${base['model_type']}" cannot be exported yet.`, {
      folder: baseFolder,
    })
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

const tokenizerFiles = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'spiece.model',
  'sentencepiece.bpe.model',
]

/** Copies the tokenizer's files as they are. */
export async function copyTokenizer(folder: string, baseFolder: string): Promise<void> {
  const names = await readdir(baseFolder)
  for (const name of tokenizerFiles)
    if (names.includes(name)) await copyFile(join(baseFolder, name), join(folder, name))
}

function checkPairs(
  trained: ReadonlyMap<string, TensorSource>,
  base: SafetensorsFile,
  lora: LoraSettings | null,
): void {
  for (const name of trained.keys()) {
    const pair = parseLoraName(name)
    if (pair === null) continue
    const partner = loraName(pair.module, pair.matrix === 'A' ? 'B' : 'A')
    if (lora === null || !trained.has(partner) || !base.tensors.has(`${pair.module}.weight`))
      throw new LabError(
        'export',
        `"${name}" cannot be merged: its settings, its partner "${partner}" or its module in the base model is missing.`,
        { tensor: name },
      )
  }
}

async function valuesOf({ data }: TensorSource): Promise<Float32Array> {
  return typeof data === 'function' ? data() : data
}

/** Old checkpoints also carry integer buffers such as position_ids, which no model needs. */
function isFloat({ dtype }: TensorEntry): boolean {
  return ['F64', 'F32', 'F16', 'BF16'].includes(dtype)
}

// A pre-trained BERT as a Hugging Face folder in half precision.
import { basename, join } from 'node:path'
import { writeFileAtomic, writeJsonAtomic } from '../../files/atomic.ts'
import { writeSafetensors, type TensorSource } from '../../files/safetensorsWriter.ts'
import type { Weights } from '../../training/weights.ts'
import { elements } from '../../graph/value.ts'
import { teacherLayer } from '../../objectives/teacher.ts'
import type { PretrainOptions } from './options.ts'
import { pretrainedCard, type PretrainedFacts } from './pretrainedCard.ts'
import { pretrainedConfig } from './pretrainedConfig.ts'
import { writeTokenizerFiles } from './tokenizerFiles.ts'

/** Writes config.json, model.safetensors (fp16), the tokenizer's files and a card. */
export async function writePretrained(
  folder: string,
  options: PretrainOptions,
  vocabulary: readonly string[],
  weights: Weights,
  facts: Omit<PretrainedFacts, 'parameters'>,
): Promise<void> {
  const { hidden, maxPositions } = options
  await writeTokenizerFiles(folder, vocabulary, maxPositions)
  await writeJsonAtomic(join(folder, 'config.json'), pretrainedConfig(options, vocabulary.length))
  const own = Object.entries(weights.tensors).filter(([name]) => !name.startsWith(`${teacherLayer}.`))
  const learnt = own.map(([name, t]): TensorSource => ({
    name,
    shape: t.dims,
    data: t.data as Float32Array,
    dtype: 'F16',
  }))
  const tensors = [...learnt, ...pooler(hidden)]
  await writeSafetensors(join(folder, 'model.safetensors'), tensors, { format: 'pt' })
  const parameters = tensors.reduce((sum, { shape }) => sum + elements(shape), 0)
  await writeFileAtomic(
    join(folder, 'README.md'),
    pretrainedCard(basename(folder), options, { ...facts, parameters }),
  )
}

// Masked-LM training has no pooler. The identity hands the first token's state on to a head, which random weights would scramble.
function pooler(hidden: number): TensorSource[] {
  const identity = new Float32Array(hidden * hidden)
  for (let i = 0; i < hidden; i++) identity[i * hidden + i] = 1
  return [
    { name: 'bert.pooler.dense.weight', shape: [hidden, hidden], data: identity, dtype: 'F16' },
    { name: 'bert.pooler.dense.bias', shape: [hidden], data: new Float32Array(hidden), dtype: 'F16' },
  ]
}

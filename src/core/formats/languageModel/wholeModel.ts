// A whole language model, as transformers keeps it: the head of pre-training still on it, and the pooler that its base had.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeJsonAtomic } from '../../files/atomic.ts'
import { openCheckpoint } from '../../files/checkpoint.ts'
import { parseExact } from '../../files/exactJson.ts'
import type { SafetensorsFile } from '../../files/safetensors.ts'
import { elementCount } from '../../files/safetensorsHeader.ts'
import { writeSafetensors, type TensorSource } from '../../files/safetensorsWriter.ts'
import type { Model } from '../../models/family.ts'
import { context, headLogits, still } from '../../training/graphs.ts'
import { storedName } from '../../training/weights.ts'
import { copyTokenizer } from '../classifierFolder.ts'
import { merge } from '../merge/index.ts'
import { inputNames } from '../paddedInputs.ts'
import type { TrainedModel } from '../trainedModel.ts'

/** Writes what was trained to `folder`, which exists, as a model that Lathe and transformers load; the tuning is one that can be merged. */
export async function writeWholeModel(folder: string, trained: TrainedModel): Promise<void> {
  const { baseFolder, model, tensors } = trained
  const base = await openCheckpoint(baseFolder)
  try {
    const used = new Set(tensors.map(({ name }) => name))
    const weights = [...merge(trained).tensors, ...poolerOf(model, base, used)]
    await writeSafetensors(join(folder, 'model.safetensors'), weights, { format: 'pt' })
  } finally {
    await base.close()
  }
  await writeConfig(folder, baseFolder, model)
  await copyTokenizer(folder, baseFolder, inputNames(model.facts))
}

/** The weights between the last layer and a classifier, which the language model had no use for, as the base has them. */
function poolerOf(model: Model, base: SafetensorsFile, used: ReadonlySet<string>): TensorSource[] {
  const c = context(model, { hooks: {}, trains: () => false }, false)
  headLogits(c, model, 1, still)
  return [...c.g.parameters.values()].flatMap(({ value: { name }, shape }) => {
    const between = !used.has(name) && !name.startsWith(`${model.head.name}.`)
    const stored = between ? storedName(base, model.aliases(name)) : undefined
    if (stored === undefined) return []
    const data = async (): Promise<Float32Array> => {
      const values = new Float32Array(elementCount(shape))
      await base.readInto(stored, values)
      return values
    }
    return [{ name, shape, data }]
  })
}

async function writeConfig(folder: string, baseFolder: string, model: Model): Promise<void> {
  const base = parseExact(await readFile(join(baseFolder, 'config.json'), 'utf8')) as {
    readonly architectures?: readonly string[]
    readonly torch_dtype?: string
  }
  const { torch_dtype: _, architectures = [], ...rest } = base
  const known = architectures.find((name) => /(MaskedLM|CausalLM|LMHeadModel)$/.test(name))
  await writeJsonAtomic(join(folder, 'config.json'), {
    ...rest,
    architectures: [known ?? languageModelClass(model)],
    dtype: 'float32',
  })
}

/** The class in transformers of the model with its language model's head. */
export function languageModelClass({ architecture, languageModel }: Model): string {
  const kind = languageModel.kind === 'masked' ? 'ForMaskedLM' : 'ForCausalLM'
  return languageModel.architecture ?? architecture.replace('ForSequenceClassification', kind)
}

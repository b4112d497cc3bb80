// An adapter as Hugging Face's peft stores it, of one of the types that Lathe has a method for.
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'
import { openSafetensors, type SafetensorsFile } from '../../files/safetensors.ts'
import type { Model } from '../../models/family.ts'
import { peftTypes } from '../peft/index.ts'
import { insideModel, type PeftType } from '../peft/peftType.ts'
import { weightsFile } from '../peft/writePeft.ts'
import { parseFields } from '../parseFields.ts'
import { readTensors } from '../readTensors.ts'
import type { TrainedModel } from '../trainedModel.ts'
import { configFile, openAdapterFolder, type AdapterFolder } from './adapterFolder.ts'
import type { ForeignAdapter } from './foreignAdapter.ts'

const common = z.object({
  peft_type: z.string(),
  task_type: z.string().nullish(),
  base_model_name_or_path: z.string().nullish(),
})
const commonIgnored = ['auto_mapping', 'revision', 'inference_mode', 'peft_version', 'modules_to_save']
const tasks: Readonly<Record<string, ForeignAdapter['task']>> = {
  SEQ_CLS: 'rows',
  CAUSAL_LM: 'causalLm',
  FEATURE_EXTRACTION: null,
}

/** Reads the two files of peft. Throws `file`, `tensor` or `method` with the reason. */
export async function readPeftAdapter(folder: AdapterFolder): Promise<ForeignAdapter> {
  const path = `${folder.folder}/${configFile}`
  const config = await folder.json(configFile)
  const { peft_type, task_type, base_model_name_or_path } = parseFields(common, config, path)
  const type = peftTypes.find(({ id }) => id === peft_type)
  if (type === undefined)
    throw new LabError(
      'method',
      `The adapter is of peft's type ${peft_type}. Lathe reads ${peftTypes.map(({ id }) => id).join(', ')}.`,
      { file: path, type: peft_type },
    )
  if (task_type != null && !Object.hasOwn(tasks, task_type))
    throw new LabError(
      'method',
      `The adapter is for the task ${task_type}. Lathe reads adapters for ${Object.keys(tasks).join(', ')}.`,
      { file: path, task: task_type },
    )
  refuseUnknown(config, type, path)
  const settings = parseFields(type.settings, config, path)
  const weights = withoutPrefix(await openWeights(folder), type.prefix)
  return {
    kind: `${type.title} of PEFT`,
    baseModel: base_model_name_or_path ?? '',
    task: task_type == null ? null : tasks[task_type]!,
    weights: type.fromPeft?.(weights, settings) ?? weights,
    instead: insteadOf(type),
    tuning: (model) => type.tuning(settings, weights, model),
  }
}

/** What the adapter in `folder` is on a model, its tensors in memory. Throws as readPeftAdapter and its tuning. */
export async function readPeft(
  folder: string,
  model: Model,
): Promise<Pick<TrainedModel, 'tuning' | 'tensors'>> {
  const adapter = await readPeftAdapter(await openAdapterFolder(folder))
  const tensors = await readTensors(adapter.weights)
  return { tuning: adapter.tuning(model), tensors }
}

/** A setting that Lathe does not know may change what the adapter computes, unless it is off. */
function refuseUnknown(config: object, type: PeftType, path: string): void {
  const shape = 'shape' in type.settings ? Object.keys(type.settings.shape as object) : []
  const known = [...Object.keys(common.shape), ...commonIgnored, ...shape, ...type.ignored]
  const stray = Object.entries(config).find(([name, value]) => !known.includes(name) && !isOff(value))
  if (stray === undefined) return
  throw new LabError('method', `${path} sets ${stray[0]}, which Lathe does not have. ${insteadOf(type)}`, {
    file: path,
    setting: stray[0],
  })
}

const isOff = (value: unknown): boolean =>
  !value || (typeof value === 'object' && Object.keys(value).length === 0)

/** The way in for adapters that Lathe cannot take as they are. */
const insteadOf = ({ prefix }: PeftType): string =>
  prefix === insideModel
    ? 'Merge it into its base in Python (merge_and_unload, save_pretrained) and bring the whole model.'
    : 'Train it again without that.'

async function openWeights(folder: AdapterFolder): Promise<SafetensorsFile> {
  if (!folder.has(weightsFile) && folder.has('adapter_model.bin'))
    throw new LabError(
      'file',
      `${folder.folder} has its weights only as adapter_model.bin, a pickle file, and opening a pickle can run any program hidden in it. ` +
        'Take a version that has adapter_model.safetensors, or convert it where you trust it: in Python, ' +
        'PeftModel.from_pretrained(base, folder).save_pretrained(folder).',
      { folder: folder.folder },
    )
  return openSafetensors(await folder.path(weightsFile))
}

function withoutPrefix(file: SafetensorsFile, prefix: string): SafetensorsFile {
  const own = (name: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name)
  const stored = new Map([...file.tensors.keys()].map((name) => [own(name), name]))
  const entries = [...file.tensors.values()].map((entry) => ({ ...entry, name: own(entry.name) }))
  return {
    ...file,
    tensors: new Map(entries.map((entry) => [entry.name, entry])),
    readInto: (name, target) => file.readInto(stored.get(name) ?? name, target),
  }
}

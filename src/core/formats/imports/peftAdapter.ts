// An adapter as Hugging Face's peft stores it, of one of the types that Lathe has a method for.
import { z } from 'zod'
import { issueSentence } from '../../../shared/issueSentence.ts'
import { LabError } from '../../../shared/labError.ts'
import type { AxisChoice } from '../../../shared/run.ts'
import { openSafetensors, type SafetensorsFile } from '../../files/safetensors.ts'
import type { Model } from '../../models/family.ts'
import { configFile, type AdapterFolder } from './adapterFolder.ts'
import type { ForeignAdapter } from './foreignAdapter.ts'
import { loraOfPeft } from './loraOfPeft.ts'

/** One of peft's types. */
export interface PeftType<S extends z.ZodType = z.ZodType> {
  /** For people. */
  readonly title: string
  /** What peft puts before the name of a tensor of the model. */
  readonly prefix: string
  /** Settings that change what it computes. A setting that is not named here has to be off. */
  readonly schema: S
  /** Other settings that may have any value: they only served its training. */
  readonly ignored: readonly string[]
  tuning(settings: z.output<S>, weights: SafetensorsFile, model: Model): AxisChoice
}

const types: Readonly<Record<string, PeftType>> = { LORA: loraOfPeft }

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
const weightsFile = 'adapter_model.safetensors'

/** Reads the two files of peft. Throws `file`, `tensor` or `method` with the reason. */
export async function readPeftAdapter(folder: AdapterFolder): Promise<ForeignAdapter> {
  const path = `${folder.folder}/${configFile}`
  const config = await folder.json(configFile)
  const { peft_type, task_type, base_model_name_or_path } = parse(common, config, path)
  const type = Object.hasOwn(types, peft_type) ? types[peft_type]! : undefined
  if (type === undefined)
    throw new LabError(
      'method',
      `The adapter is of peft's type ${peft_type}. Lathe reads ${Object.keys(types).join(', ')}.`,
      { file: path, type: peft_type },
    )
  if (task_type != null && !Object.hasOwn(tasks, task_type))
    throw new LabError(
      'method',
      `The adapter is for the task ${task_type}. Lathe reads adapters for ${Object.keys(tasks).join(', ')}.`,
      { file: path, task: task_type },
    )
  refuseUnknown(config, type, path)
  const settings = parse(type.schema, config, path)
  const weights = await openWeights(folder, type.prefix)
  return {
    kind: `${type.title} of PEFT`,
    baseModel: base_model_name_or_path ?? '',
    task: task_type == null ? null : tasks[task_type]!,
    weights,
    instead: wholeModel,
    tuning: (model) => type.tuning(settings, weights, model),
  }
}

function parse<S extends z.ZodType>(schema: S, config: object, path: string): z.output<S> {
  const parsed = schema.safeParse(config)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  throw new LabError(
    'file',
    `${path} has a wrong ${issue.path.join('.')}: ${issueSentence(issue)}.`,
    { file: path },
    parsed.error,
  )
}

/** A setting that Lathe does not know may change what the adapter computes, unless it is off. */
function refuseUnknown(config: object, { schema, ignored }: PeftType, path: string): void {
  const shape = 'shape' in schema ? Object.keys(schema.shape as object) : []
  const known = [...Object.keys(common.shape), ...commonIgnored, ...shape, ...ignored]
  const stray = Object.entries(config).find(([name, value]) => !known.includes(name) && !isOff(value))
  if (stray === undefined) return
  throw new LabError('method', `${path} sets ${stray[0]}, which Lathe does not have. ${wholeModel}`, {
    file: path,
    setting: stray[0],
  })
}

const isOff = (value: unknown): boolean =>
  !value || (typeof value === 'object' && Object.keys(value).length === 0)

/** The way in for adapters that Lathe cannot take as they are. */
export const wholeModel =
  'Merge it into its base in Python (merge_and_unload, save_pretrained) and bring the whole model.'

async function openWeights(folder: AdapterFolder, prefix: string): Promise<SafetensorsFile> {
  if (!folder.has(weightsFile) && folder.has('adapter_model.bin'))
    throw new LabError(
      'file',
      `${folder.folder} has its weights only as adapter_model.bin, a pickle file, and opening a pickle can run any program hidden in it. ` +
        'Take a version that has adapter_model.safetensors, or convert it where you trust it: in Python, ' +
        'PeftModel.from_pretrained(base, folder).save_pretrained(folder).',
      { folder: folder.folder },
    )
  const file = await openSafetensors(await folder.path(weightsFile))
  const own = (name: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name)
  const stored = new Map([...file.tensors.keys()].map((name) => [own(name), name]))
  return {
    ...file,
    tensors: new Map([...file.tensors.values()].map((entry) => [own(entry.name), entry])),
    readInto: (name, target) => file.readInto(stored.get(name) ?? name, target),
  }
}

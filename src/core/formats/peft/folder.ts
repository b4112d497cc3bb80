// An adapter as Hugging Face's peft stores it: adapter_config.json and adapter_model.safetensors.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'
import type { AxisChoice } from '../../../shared/run.ts'
import { writeJsonAtomic } from '../../files/atomic.ts'
import { openSafetensors } from '../../files/safetensors.ts'
import { writeSafetensors, type TensorSource } from '../../files/safetensorsWriter.ts'
import type { Model } from '../../models/family.ts'
import { readTensors } from '../readTensors.ts'
import type { TrainedModel } from '../trainedModel.ts'
import { peftTypeOf, peftTypes } from './index.ts'
import { withoutPrefix, withPrefix, type PeftType } from './peftType.ts'

const configFile = 'adapter_config.json'
const weightsFile = 'adapter_model.safetensors'

/**
 * Writes peft's two files for a sequence classifier (or regressor) to `folder`, which exists.
 * @param trained `tensors` and `trained` hold what the tuning added and the head (`classifier.*`, and the pooler's where it
 *   was trained), under Hugging Face's names
 * @throws LabError('export') for a trained tensor that has no place, and when the tuning's tensors or the head's are missing.
 */
export async function writePeft(
  folder: string,
  baseModel: string,
  { model, tensors, trained, tuning }: Omit<TrainedModel, 'baseFolder'>,
): Promise<void> {
  const type = peftTypeOf(tuning.id)
  if (type === undefined) throw new LabError('internal', `No peft_type holds what "${tuning.id}" trains.`)
  const learned = tensors.filter(({ name }) => trained.has(name))
  const own = learned.filter(({ name }) => type.owns(name))
  const head = learned.filter(({ name }) => !type.owns(name))
  const heads = head.map(({ name }) => headModule(model, name))
  if (own.length === 0 || !head.some(({ name }) => name === `${model.head.name}.weight`))
    throw new LabError(
      'export',
      `A PEFT adapter needs what ${type.title} trains, and the head; one of them is missing.`,
    )
  const matrices = tensors.filter(({ name, shape }) => shape.length === 2 && !type.owns(name))
  const modules = matrices.map(({ name }) => name.replace(/\.weight$/, ''))
  const adapter = { model, tuning, own, heads, modules }
  await writeSafetensors(join(folder, weightsFile), [
    ...type.toPeft(adapter),
    ...withPrefix(head, type.prefix),
  ])
  await writeJsonAtomic(join(folder, configFile), {
    auto_mapping: null,
    base_model_name_or_path: baseModel,
    inference_mode: true,
    peft_type: type.id,
    revision: null,
    task_type: 'SEQ_CLS',
    ...type.fields(adapter),
  })
}

/** A PEFT folder read back. */
export interface PeftAdapter {
  readonly baseModel: string
  /** The tuning that it is an adapter of. */
  readonly tuning: AxisChoice
  /** The tuning's tensors and the head's, under Lathe's names. */
  readonly tensors: readonly TensorSource[]
}

const commonFields = z.looseObject({
  peft_type: z.enum(peftTypes.map(({ id }) => id)),
  base_model_name_or_path: z.string(),
})

/** Reads an adapter's folder. @throws LabError('export') when it is none that Lathe knows; LabError('file' | 'tensor') for damaged weights. */
export async function readPeft(folder: string): Promise<PeftAdapter> {
  const { type, baseModel, config } = await readConfig(join(folder, configFile))
  const all = await readTensors(await openSafetensors(join(folder, weightsFile)))
  const own = all.filter(({ name }) => type.owns(name))
  const head = all.filter(({ name }) => !type.owns(name))
  return {
    baseModel,
    tuning: type.tuning(config),
    tensors: [...type.fromPeft(own, config), ...withoutPrefix(head, type.prefix)],
  }
}

async function readConfig(
  path: string,
): Promise<{ readonly type: PeftType; readonly baseModel: string; readonly config: unknown }> {
  try {
    const json = commonFields.parse(JSON.parse(await readFile(path, 'utf8')))
    const type = peftTypes.find(({ id }) => id === json.peft_type)!
    return { type, baseModel: json.base_model_name_or_path, config: type.config.parse(json) }
  } catch (cause) {
    const known = peftTypes.map(({ title }) => title).join(', ')
    throw new LabError(
      'export',
      `${path} does not describe an adapter that Lathe knows (${known}).`,
      { file: path },
      cause,
    )
  }
}

function headModule({ head }: Model, name: string): string {
  const module = [...head.modules, ...(head.shared ?? [])].find((known) => `.${name}`.includes(`.${known}.`))
  if (module !== undefined) return module
  throw new LabError(
    'export',
    `"${name}" was trained, but a PEFT adapter has no place for it. Export the merged model instead.`,
    { tensor: name },
  )
}

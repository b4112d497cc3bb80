// An adapter as Hugging Face's peft stores it: adapter_config.json and adapter_model.safetensors.
import { join } from 'node:path'
import { LabError } from '../../../shared/labError.ts'
import { writeJsonAtomic } from '../../files/atomic.ts'
import { writeSafetensors } from '../../files/safetensorsWriter.ts'
import type { Model } from '../../models/family.ts'
import { configFile } from '../imports/adapterFolder.ts'
import type { TrainedModel } from '../trainedModel.ts'
import { peftTypeOf } from './index.ts'
import { withPrefix } from './peftType.ts'

export const weightsFile = 'adapter_model.safetensors'

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
      `A PEFT adapter (${type.title}) holds what the method trained, and the head; one of them is missing.`,
    )
  const matrices = tensors.filter(({ name, shape }) => shape.length === 2 && !type.owns(name))
  const modules = matrices.map(({ name }) => name.replace(/\.weight$/, ''))
  const adapter = { model, tuning, own, modules }
  await writeSafetensors(join(folder, weightsFile), [
    ...type.toPeft(adapter),
    ...withPrefix(head, type.prefix),
  ])
  await writeJsonAtomic(join(folder, configFile), {
    auto_mapping: null,
    base_model_name_or_path: baseModel,
    inference_mode: true,
    // peft adds "classifier" and "score" by itself; what else was trained must be named.
    modules_to_save: [...new Set(['classifier', 'score', ...heads])],
    peft_type: type.id,
    revision: null,
    task_type: 'SEQ_CLS',
    ...type.fields(adapter),
  })
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

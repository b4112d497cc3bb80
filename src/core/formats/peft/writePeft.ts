// An adapter as Hugging Face's peft stores it: adapter_config.json and adapter_model.safetensors.
import { join } from 'node:path'
import { LabError } from '../../../shared/labError.ts'
import { writeJsonAtomic } from '../../files/atomic.ts'
import { writeSafetensors } from '../../files/safetensorsWriter.ts'
import type { Model } from '../../models/family.ts'
import { languageModelClass } from '../languageModel/wholeModel.ts'
import { configFile } from '../imports/adapterFolder.ts'
import type { TrainedModel } from '../trainedModel.ts'
import { peftTypeOf } from './index.ts'
import { withPrefix, type PeftType } from './peftType.ts'
import { besidePrompts } from './promptTable.ts'

export const weightsFile = 'adapter_model.safetensors'

/**
 * Writes peft's two files to `folder`, which exists: of a sequence classifier (or regressor) with its head, of a language model
 * without.
 * @param trained `tensors` and `trained` hold what the tuning added and the head (`classifier.*`, and the pooler's where it
 *   was trained), under Hugging Face's names
 * @throws LabError('export') for a trained tensor that has no place, and when the tuning's tensors or the head's are missing.
 */
export async function writePeft(
  folder: string,
  baseModel: string,
  { model, tensors, trained, tuning, answers }: Omit<TrainedModel, 'baseFolder'>,
): Promise<void> {
  const type = peftTypeOf(tuning.id)
  if (type === undefined) throw new LabError('internal', `No peft_type holds what "${tuning.id}" trains.`)
  const learned = tensors.filter(({ name }) => trained.has(name))
  const own = learned.filter(({ name }) => type.owns(name))
  const head = learned.filter(({ name }) => !type.owns(name))
  const heads = head.map(({ name }) => headModule(model, answers, name))
  const headIsThere = answers === 'tokens' || head.some(({ name }) => name === `${model.head.name}.weight`)
  if (own.length === 0 || !headIsThere)
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
    base_model_name_or_path: baseModel,
    inference_mode: true,
    // peft adds "classifier" and "score" by itself; what else was trained must be named.
    modules_to_save: answers === 'rows' ? [...new Set(['classifier', 'score', ...heads])] : null,
    peft_type: type.id,
    revision: null,
    ...taskOf(model, answers, type),
    ...type.fields(adapter),
  })
}

/** For which of its own classes peft is to take the model. It has none for models that fill in words: those it names themselves. */
function taskOf(
  model: Model,
  answers: TrainedModel['answers'],
  { prefix }: PeftType,
): { readonly task_type: string | null; readonly auto_mapping: object | null } {
  if (answers === 'rows') return { task_type: 'SEQ_CLS', auto_mapping: null }
  if (model.languageModel.kind === 'causal') return { task_type: 'CAUSAL_LM', auto_mapping: null }
  // Without a class of its own it would leave prompts out.
  if (prefix === besidePrompts) return { task_type: 'FEATURE_EXTRACTION', auto_mapping: null }
  const name = model.family.replaceAll('-', '_')
  const parent_library = `transformers.models.${name}.modeling_${name}`
  return { task_type: null, auto_mapping: { base_model_class: languageModelClass(model), parent_library } }
}

function headModule({ head }: Model, answers: TrainedModel['answers'], name: string): string {
  const known = answers === 'rows' ? [...head.modules, ...(head.shared ?? [])] : []
  const module = known.find((one) => `.${name}`.includes(`.${one}.`))
  if (module !== undefined) return module
  throw new LabError(
    'export',
    `"${name}" was trained, but a PEFT adapter has no place for it. Export the merged model instead.`,
    { tensor: name },
  )
}

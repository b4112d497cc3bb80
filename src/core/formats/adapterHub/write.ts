// A bottleneck adapter and its head as AdapterHub's `adapters` 1.2.0 stores them: two configurations, two safetensors files.
import { join } from 'node:path'
import { LabError } from '../../../shared/labError.ts'
import { writeJsonAtomic } from '../../files/atomic.ts'
import { writeSafetensors, type TensorSource } from '../../files/safetensorsWriter.ts'
import type { Model } from '../../models/family.ts'
import { bottleneckConfig, type AdapterOptions } from './bottleneck.ts'
import { differs, hubFamilies, toHubName, type HubFamily } from './families.ts'
import { adapterHubFiles } from './files.ts'
import { headOf, toHeadName } from './heads.ts'

/** What the adapter and its head are called in their files; whoever loads them may choose another name. */
const adapterName = 'lathe'
const version = 'adapters.1.2.0'

/**
 * Writes the four files of a classifier (without labels, of a regressor) to `folder`, which exists.
 * @param trained the adapters and what of the head was trained, under Lathe's names
 * @throws LabError('export') for a model or a tensor that the package has no place for.
 */
export async function writeAdapterHub(
  folder: string,
  baseModel: string,
  model: Model,
  options: AdapterOptions,
  trained: readonly TensorSource[],
  labels: readonly string[],
): Promise<void> {
  const family = familyOf(model, options.kind)
  const hubNames = trained.map(({ name }) => toHubName(family, name, adapterName))
  const headTensors = trained.filter((_, i) => hubNames[i] === null)
  const head = headOf(
    model,
    family,
    headTensors.map(({ name }) => name),
  )
  const facts = {
    hidden_size: model.facts.hidden,
    model_class: family.modelClass,
    model_name: baseModel,
    model_type: model.family,
    name: adapterName,
    version,
  }
  await writeSafetensors(
    join(folder, adapterHubFiles.weights),
    trained.flatMap((tensor, i) => (hubNames[i] === null ? [] : [{ ...tensor, name: hubNames[i]! }])),
  )
  await writeJsonAtomic(join(folder, adapterHubFiles.config), { ...facts, config: bottleneckConfig(options) })
  await writeSafetensors(
    join(folder, adapterHubFiles.headWeights),
    headTensors.map((tensor) => ({ ...tensor, name: toHeadName(head, tensor.name, adapterName) })),
  )
  await writeJsonAtomic(join(folder, adapterHubFiles.headConfig), {
    ...facts,
    config: {
      activation_function: head.activation,
      bias: model.head.bias,
      dropout_prob: null,
      head_type: 'classification',
      label2id: labels.length > 0 ? Object.fromEntries(labels.map((label, i) => [label, i])) : null,
      layers: head.layers,
      num_labels: Math.max(1, labels.length),
      use_pooler: head.usesPooler,
    },
  })
}

/** What the package knows of `model`. @throws LabError('export') where it knows nothing, or computes something else. */
function familyOf({ family }: Model, kind: AdapterOptions['kind']): HubFamily {
  const known = hubFamilies.get(family)
  const reason = known
    ? differs(family, kind)
    : `AdapterHub’s package has no adapters for models of the family "${family}".`
  if (known && reason === undefined) return known
  throw new LabError('export', `${reason} Choose ONNX.`, { family, kind })
}

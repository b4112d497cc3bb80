// A bottleneck adapter and its head as AdapterHub's `adapters` 1.2.0 stores them: two configurations, two safetensors files.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { LabError } from '../../shared/labError.ts'
import { writeJsonAtomic } from '../files/atomic.ts'
import { parseExact } from '../files/exactJson.ts'
import { openSafetensors, type SafetensorsFile } from '../files/safetensors.ts'
import { writeSafetensors, type TensorSource } from '../files/safetensorsWriter.ts'
import type { Model } from '../models/family.ts'
import { adapter, adapterSettings } from '../tuning/adapter.ts'
import { familyOf, fromHubName, headNames, toHubName } from './adapterHubNames.ts'

export const adapterHubFiles = {
  config: 'adapter_config.json',
  weights: 'adapter.safetensors',
  headConfig: 'head_config.json',
  headWeights: 'model_head.safetensors',
} as const
/** What the adapter and its head are called in their files; whoever loads them may choose another name. */
const adapterName = 'lathe'
const version = 'adapters.1.2.0'

export type AdapterOptions = z.output<typeof adapter.schema>

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
  const head = trained.filter((_, i) => hubNames[i] === null)
  const { layers, usesPooler, nameOf } = headNames(model, family, head, adapterName)
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
    head.map((tensor) => ({ ...tensor, name: nameOf(tensor.name) })),
  )
  await writeJsonAtomic(join(folder, adapterHubFiles.headConfig), {
    ...facts,
    config: {
      activation_function: layers === 2 ? family.activation : null,
      bias: model.head.bias,
      dropout_prob: null,
      head_type: 'classification',
      label2id: labels.length > 0 ? Object.fromEntries(labels.map((label, i) => [label, i])) : null,
      layers,
      num_labels: Math.max(1, labels.length),
      use_pooler: usesPooler,
    },
  })
}

/** The package's own words for the options. Without an "architecture" they are read as those of a bottleneck. */
function bottleneckConfig(options: AdapterOptions): object {
  const { kind, reductionFactor, nonLinearity, scaling, initialisation, dropout } = adapterSettings(options)
  return {
    adapter_residual_before_ln: false,
    cross_adapter: false,
    dropout,
    init_weights: initialisation,
    inv_adapter: null,
    inv_adapter_reduction_factor: null,
    is_parallel: kind === 'parallel',
    leave_out: [],
    ln_after: false,
    ln_before: false,
    mh_adapter: kind === 'houlsby',
    non_linearity: nonLinearity,
    original_ln_after: true,
    // Left out, it would be read as false, which is another method.
    original_ln_before: kind === 'pfeiffer',
    output_adapter: true,
    phm_layer: false,
    reduction_factor: reductionFactor,
    residual_before_ln: true,
    // The package takes 1 for the name of another kind of scaling, 1.0 for the factor.
    scaling: parseExact(Number.isInteger(scaling) ? `${scaling}.0` : String(scaling)),
    use_gating: false,
  }
}

// What Lathe can say of the package's many options: the three kinds. Anything else is another method.
const off = z.literal(false).default(false)
const hubConfig = z.object({
  name: z.string(),
  config: z.object({
    architecture: z.null().optional(),
    mh_adapter: z.boolean(),
    output_adapter: z.literal(true),
    reduction_factor: z.number(),
    non_linearity: z.string(),
    original_ln_before: z.boolean().default(false),
    original_ln_after: z.literal(true).default(true),
    residual_before_ln: z.literal(true).default(true),
    is_parallel: z.boolean().default(false),
    scaling: z.number().default(1),
    dropout: z.number().default(0),
    init_weights: z.string().default('bert'),
    adapter_residual_before_ln: off,
    ln_before: off,
    ln_after: off,
    use_gating: off,
    phm_layer: off,
    cross_adapter: off,
    inv_adapter: z.null().optional(),
    leave_out: z.tuple([]).optional(),
    stochastic_depth: z.literal(0).default(0),
  }),
})

/** An AdapterHub folder read back; both files have Lathe's names, and must be closed after use. */
export interface AdapterHubFolder {
  readonly options: AdapterOptions
  readonly weights: SafetensorsFile
  readonly head: SafetensorsFile
}

/**
 * Reads what writeAdapterHub wrote, or the package itself for one of the three kinds.
 * @throws LabError('export') when the folder holds another method; LabError('file' | 'tensor') for damaged weights.
 */
export async function readAdapterHub(folder: string, model: Model): Promise<AdapterHubFolder> {
  const { config } = await readConfig(join(folder, adapterHubFiles.config))
  const { mh_adapter, original_ln_before, is_parallel } = config
  const kind = is_parallel ? 'parallel' : original_ln_before ? 'pfeiffer' : 'houlsby'
  if (mh_adapter !== (kind === 'houlsby')) throw unknownMethod(folder)
  const options = adapter.schema.safeParse({
    kind,
    reductionFactor: config.reduction_factor,
    nonLinearity: config.non_linearity,
    scaling: config.scaling,
    initialisation: config.init_weights,
    dropout: config.dropout,
  })
  if (!options.success) throw unknownMethod(folder, options.error)
  const family = familyOf(model, kind)
  const weights = await openSafetensors(join(folder, adapterHubFiles.weights))
  const head = await openSafetensors(join(folder, adapterHubFiles.headWeights))
  return {
    options: options.data,
    weights: renamed(weights, (name) => fromHubName(family, name)),
    head: renamed(head, (name) => headNames(model, family, [...head.tensors.values()], '').lathes(name)),
  }
}

async function readConfig(path: string): Promise<z.infer<typeof hubConfig>> {
  try {
    return hubConfig.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw unknownMethod(path, cause)
  }
}

function unknownMethod(file: string, cause?: unknown): LabError {
  return new LabError(
    'export',
    `${file} does not describe one of the bottleneck adapters that Lathe knows: seq_bn, double_seq_bn or par_bn.`,
    { file },
    cause,
  )
}

/** The file with each tensor under the name that `nameOf` gives it. */
function renamed(file: SafetensorsFile, nameOf: (name: string) => string): SafetensorsFile {
  const stored = new Map([...file.tensors.keys()].map((name) => [nameOf(name), name]))
  return {
    ...file,
    tensors: new Map([...stored].map(([name, own]) => [name, { ...file.tensors.get(own)!, name }])),
    readInto: (name, target) => file.readInto(stored.get(name)!, target),
  }
}

// What AdapterHub's `adapters` calls the parts of each family's models, and Lathe's names for the same.
import { LabError } from '../../shared/labError.ts'
import type { Model } from '../models/family.ts'
import type { AdapterOptions } from './adapterHub.ts'

interface HubFamily {
  /** The class of the package that has adapters and any heads. */
  readonly modelClass: string
  /** How a linear layer's name ends, and where the package keeps the adapters after it. */
  readonly places: readonly (readonly [linear: string, place: string])[]
  /** The linear layer before the head's last one, and what follows it; null where there is none. */
  readonly dense: string | null
  readonly activation: string | null
}

const besideDense = [['.output.dense', '.output']] as const
const bertLike = (modelClass: string, dense: string, activation = 'tanh'): HubFamily => ({
  modelClass,
  places: besideDense,
  dense,
  activation,
})

const families: Readonly<Record<string, HubFamily>> = {
  bert: bertLike('BertAdapterModel', 'bert.pooler.dense'),
  roberta: bertLike('RobertaAdapterModel', 'classifier.dense'),
  'xlm-roberta': bertLike('XLMRobertaAdapterModel', 'classifier.dense'),
  electra: bertLike('ElectraAdapterModel', 'classifier.dense', 'gelu'),
  'deberta-v2': bertLike('DebertaV2AdapterModel', 'pooler.dense', 'gelu'),
  distilbert: {
    ...bertLike('DistilBertAdapterModel', 'pre_classifier', 'relu'),
    places: [
      ['.attention.out_lin', '.attention_adapters'],
      ['.ffn.lin2', '.output_adapters'],
    ],
  },
  albert: {
    ...bertLike('AlbertAdapterModel', 'albert.pooler'),
    places: [['.ffn_output', '.output_adapters']],
  },
  gpt2: {
    modelClass: 'GPT2AdapterModel',
    places: [
      ['.attn.c_proj', '.attention_adapters'],
      ['.mlp.c_proj', '.output_adapters'],
    ],
    dense: null,
    activation: null,
  },
}

/** What the package knows of `model`. @throws LabError('export') where it knows nothing, or computes something else. */
export function familyOf({ family }: Model, kind: AdapterOptions['kind']): HubFamily {
  const known = Object.hasOwn(families, family) ? families[family] : undefined
  if (!known)
    throw new LabError(
      'export',
      `AdapterHub’s package has no adapters for models of the family "${family}". Choose ONNX.`,
      { family },
    )
  if (family === 'albert' && kind === 'houlsby')
    throw new LabError(
      'export',
      'After ALBERT’s attention AdapterHub’s package adapts the residual and not the attention’s output, so it would compute something else. Choose ONNX.',
      { family, kind },
    )
  return known
}

/** `bert...output.dense.adapter_up.bias` -> `bert...output.adapters.<adapter>.adapter_up.bias`; null for what is no adapter. */
export function toHubName({ places }: HubFamily, name: string, adapter: string): string | null {
  const match = /^(.+)\.adapter_(down|up)\.(weight|bias)$/.exec(name)
  if (match === null) return null
  const [, module, part, kind] = match
  const [linear, place] = places.find(([ending]) => module!.endsWith(ending)) ?? ['', '']
  const stem = module!.slice(0, module!.length - linear.length)
  return `${stem}${place}.adapters.${adapter}.adapter_${part}.${part === 'down' ? '0.' : ''}${kind}`
}

/** The inverse; whatever the adapter is called. A name that is no adapter's stays as it is. */
export function fromHubName({ places }: HubFamily, name: string): string {
  const match = /^(.+)\.adapters\.[^.]+\.adapter_(?:(down)\.0|(up))\.(weight|bias)$/.exec(name)
  if (match === null) return name
  const [, path, down, up, kind] = match
  const [linear, place] = places.find(([, ending]) => path!.endsWith(ending)) ?? ['', '']
  return `${path!.slice(0, path!.length - place.length)}${linear}.adapter_${down ?? up}.${kind}`
}

export interface HeadNames {
  /** Linear layers of the head; dropout and the activation stand between them. */
  readonly layers: 1 | 2
  /** Whether the one layer reads the base model's own pooler. */
  readonly usesPooler: boolean
  /** The package's name for a head's tensor. @throws LabError('export') for a tensor that is no part of the head. */
  nameOf(name: string): string
  /** Lathe's name for the package's. */
  lathes(name: string): string
}

/**
 * How the package names a head of these tensors, Lathe's or its own. Where only the last layer was trained, the one before
 * it is the pooler that the base model has; else it goes along.
 */
export function headNames(
  { head }: Model,
  { dense }: HubFamily,
  tensors: readonly { readonly name: string }[],
  headName: string,
): HeadNames {
  const trainedDense = tensors.some(
    ({ name }) => name === `${dense}.weight` || /^heads\.[^.]+\.4\.weight$/.test(name),
  )
  const layers = trainedDense ? 2 : 1
  // In the package's list of the head's parts dropout is 0, and the activation and another dropout are 2 and 3.
  const places: [module: string, place: number][] =
    dense !== null && trainedDense
      ? [
          [dense, 1],
          [head.name, 4],
        ]
      : [[head.name, 1]]
  return {
    layers,
    usesPooler: layers === 1 && dense !== null,
    nameOf: (name) => {
      const found = places.find(([module]) => name.startsWith(`${module}.`))
      if (found) return `heads.${headName}.${found[1]}${name.slice(found[0].length)}`
      throw new LabError(
        'export',
        `"${name}" was trained, but AdapterHub’s format has no place for it. Choose ONNX.`,
        { tensor: name },
      )
    },
    lathes: (name) => {
      const match = /^heads\.[^.]+\.(\d)\.(weight|bias)$/.exec(name)
      const module = places.find(([, place]) => String(place) === match?.[1])?.[0]
      return module === undefined ? name : `${module}.${match![2]}`
    },
  }
}

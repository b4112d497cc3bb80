// What AdapterHub's `adapters` calls the parts of each family's models, and Lathe's names for the same.

export interface HubFamily {
  /** The class of the package that has adapters and any heads. */
  readonly modelClass: string
  /** The class of transformers whose one head the package takes as it is. */
  readonly staticClass: string
  /** How a linear layer's name ends, and where the package keeps the adapters after it. */
  readonly places: readonly (readonly [linear: string, place: string])[]
  /** The linear layer before the own head's last one, and what follows it; null where there is none. */
  readonly dense: string | null
  readonly activation: 'tanh' | 'relu' | 'gelu' | null
  /** Whether that layer is the pooler of the pre-trained model, which stays as it is. */
  readonly pooler: boolean
  /** The own head's last layer. */
  readonly last: string
}

const besideDense = [['.output.dense', '.output']] as const

function family(
  name: string,
  [dense, last]: readonly [dense: string | null, last: string],
  more: Partial<HubFamily> = {},
): HubFamily {
  return {
    modelClass: `${name}AdapterModel`,
    staticClass: `${name}ForSequenceClassification`,
    places: besideDense,
    dense,
    activation: 'tanh',
    pooler: false,
    last,
    ...more,
  }
}

const robertaHead = ['classifier.dense', 'classifier.out_proj'] as const

export const hubFamilies: ReadonlyMap<string, HubFamily> = new Map([
  ['bert', family('Bert', ['bert.pooler.dense', 'classifier'], { pooler: true })],
  ['roberta', family('Roberta', robertaHead)],
  ['xlm-roberta', family('XLMRoberta', robertaHead)],
  ['electra', family('Electra', robertaHead, { activation: 'gelu' })],
  ['deberta-v2', family('DebertaV2', ['pooler.dense', 'classifier'], { activation: 'gelu' })],
  [
    'distilbert',
    family('DistilBert', ['pre_classifier', 'classifier'], {
      activation: 'relu',
      places: [
        ['.attention.out_lin', '.attention_adapters'],
        ['.ffn.lin2', '.output_adapters'],
      ],
    }),
  ],
  [
    'albert',
    family('Albert', ['albert.pooler', 'classifier'], {
      pooler: true,
      places: [['.ffn_output', '.output_adapters']],
    }),
  ],
  [
    'gpt2',
    family('GPT2', [null, 'score'], {
      activation: null,
      places: [
        ['.attn.c_proj', '.attention_adapters'],
        ['.mlp.c_proj', '.output_adapters'],
      ],
    }),
  ],
])

/** Why the package and Lathe would not compute the same; undefined where they do. */
export const differs = (family: string, kind: string): string | undefined =>
  family === 'albert' && kind === 'houlsby'
    ? 'After ALBERT’s attention AdapterHub’s package adapts the residual and not the attention’s output, which Lathe does not.'
    : undefined

/** `bert...output.dense.adapter_up.bias` -> `bert...output.adapters.<adapter>.adapter_up.bias`; null for what is no adapter. */
export function toHubName({ places }: HubFamily, name: string, adapter: string): string | null {
  const match = /^(.+)\.adapter_(down|up)\.(weight|bias)$/.exec(name)
  if (match === null) return null
  const [, module, part, kind] = match
  const [linear, place] = places.find(([ending]) => module!.endsWith(ending)) ?? ['', '']
  const stem = module!.slice(0, module!.length - linear.length)
  return `${stem}${place}.adapters.${adapter}.adapter_${part}.${part === 'down' ? '0.' : ''}${kind}`
}

/** The inverse. A name that is not of this adapter stays as it is. */
export function fromHubName({ places }: HubFamily, name: string, adapter: string): string {
  const match = /^(.+)\.adapters\.([^.]+)\.adapter_(?:(down)\.0|(up))\.(weight|bias)$/.exec(name)
  if (match === null || match[2] !== adapter) return name
  const [, path, , down, up, kind] = match
  const [linear, place] = places.find(([, ending]) => path!.endsWith(ending)) ?? ['', '']
  return `${path!.slice(0, path!.length - place.length)}${linear}.adapter_${down ?? up}.${kind}`
}

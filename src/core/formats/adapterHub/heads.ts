// Heads of classifiers and regressors in the words of AdapterHub's `adapters` (heads/base.py, loading.py), both ways.
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'
import type { Model } from '../../models/family.ts'
import { denseName, headKind, type HeadKind } from '../../models/heads.ts'
import { parseFields } from '../parseFields.ts'
import type { HubFamily } from './families.ts'

/** A head as both sides see it. */
export interface HubHead {
  readonly kind: HeadKind
  /** Linear layers; dropout stands before each, and the activation between two. */
  readonly layers: 1 | 2
  readonly activation: string | null
  /** Whether the one layer reads the base model's own pooler. */
  readonly usesPooler: boolean
  /** Lathe's modules, and their numbers in the package's list of the head's parts: 0 and 3 are dropout, 2 the activation. */
  readonly places: readonly (readonly [module: string, place: number])[]
}

function hubHead(
  kind: HeadKind,
  activation: string | null,
  usesPooler: boolean,
  [dense, last]: readonly [dense: string | null, last: string],
): HubHead {
  const one = [[last, 1]] as const
  return dense === null
    ? { kind, layers: 1, activation: null, usesPooler, places: one }
    : {
        kind,
        layers: 2,
        activation,
        usesPooler,
        places: [
          [dense, 1],
          [last, 4],
        ],
      }
}

/**
 * The head of `model` of which these tensors were trained. Where only the last layer was, the one before it is the pooler that
 * the base model has; else it goes along.
 */
export function headOf(model: Model, family: HubFamily, names: readonly string[]): HubHead {
  const { kind = 'own', name: last } = model.head
  if (kind === 'linear') return hubHead(kind, null, false, [null, last])
  if (kind !== 'own') return hubHead(kind, kind, false, [denseName, last])
  const { dense, activation, pooler } = family
  const goesAlong = names.includes(`${dense}.weight`)
  return hubHead(kind, activation, pooler && !goesAlong, [goesAlong ? dense : null, last])
}

/** The package's name for one of the head's tensors. @throws LabError('export') for a tensor that is no part of it. */
export function toHeadName({ places }: HubHead, name: string, headName: string): string {
  const found = places.find(([module]) => name.startsWith(`${module}.`))
  if (found) return `heads.${headName}.${found[1]}${name.slice(found[0].length)}`
  throw new LabError(
    'export',
    `"${name}" was trained, but AdapterHub’s format has no place for it. Choose ONNX.`,
    { tensor: name },
  )
}

/** The inverse. A name that is not of this head stays as it is. */
export function fromHeadName({ places }: HubHead, name: string, headName: string): string {
  const start = `heads.${headName}.`
  const [, place, part] =
    /^(\d)\.(weight|bias)$/.exec(name.startsWith(start) ? name.slice(start.length) : '') ?? []
  const module = places.find(([, at]) => String(at) === place)?.[0]
  return module === undefined ? name : `${module}.${part}`
}

const label2id = z.record(z.string(), z.number().int().min(0)).nullish()
const flexHead = z.object({
  head_type: z.string(),
  num_labels: z.number().int().min(1),
  layers: z.number().int().min(1),
  activation_function: z.string().nullish(),
  use_pooler: z.boolean().default(false),
  bias: z.boolean().default(true),
  label2id,
})
const headFile = z.object({
  name: z.string().nullish(),
  model_class: z.string(),
  config: z.record(z.string(), z.unknown()).nullish(),
  num_labels: z.number().int().min(1).nullish(),
  label2id,
})

/** What head_config.json says. */
export interface StoredHead {
  readonly head: HubHead
  /** Its name among the weights; null for a head of transformers, whose weights have the names that they have there. */
  readonly name: string | null
  readonly outputs: number | null
  /** Names of the classes in order; null where it does not tell them all. */
  readonly labels: readonly string[] | null
}

/**
 * Reads what head_config.json, which is `file`, holds of a head for `family`.
 * @throws LabError('file') for a wrong value, LabError('method') naming the word that Lathe has no head for.
 */
export function readHead(json: object, family: HubFamily, file: string): StoredHead {
  const stored = parseFields(headFile, json, file)
  const { model_class: modelClass } = stored
  if (stored.config == null) {
    if (modelClass !== family.staticClass)
      throw new LabError(
        'method',
        `${file} is of a ${modelClass}. Lathe reads heads of ${family.staticClass}.`,
        {
          file,
          modelClass,
        },
      )
    const { dense, pooler, activation, last } = family
    const head = hubHead('own', activation, pooler, [pooler ? null : dense, last])
    return { head, name: null, outputs: stored.num_labels ?? null, labels: labelsOf(stored) }
  }
  const flex = parseFields(flexHead, stored.config, file)
  if (flex.head_type !== 'classification')
    throw new LabError(
      'method',
      `${file} describes a head of the type ${flex.head_type}. Lathe reads those of the type classification.`,
      { file, type: flex.head_type },
    )
  const head = kindOf(flex, family, file)
  return { head, name: stored.name ?? '', outputs: flex.num_labels, labels: labelsOf(flex) }
}

function kindOf(flex: z.output<typeof flexHead>, family: HubFamily, file: string): HubHead {
  const refuse = (word: keyof typeof flex): LabError =>
    new LabError(
      'method',
      `${file} sets ${word} to ${JSON.stringify(flex[word] ?? null)}, and Lathe has no such head for this family. ` +
        'Give the adapter a head of one layer, or of two with a known activation, and train that.',
      { file, setting: word },
    )
  const { layers, use_pooler: usesPooler, bias } = flex
  const activation = layers === 1 ? null : activationOf(flex.activation_function)
  const { dense, last, pooler } = family
  const own = hubHead('own', family.activation, pooler, [pooler ? null : dense, last])
  // GPT-2's own head is the only one without a bias.
  const ownBias = family.dense !== null
  const isOwn =
    layers === own.layers &&
    usesPooler === own.usesPooler &&
    bias === ownBias &&
    (layers === 1 || activation === own.activation)
  if (isOwn) return own
  if (layers > 2) throw refuse('layers')
  if (usesPooler) throw refuse('use_pooler')
  if (!bias) throw refuse('bias')
  if (activation === null) return hubHead('linear', null, false, [null, last])
  const kind = headKind.safeParse(activation).data
  if (kind === undefined || kind === 'own' || kind === 'linear' || kind === 'mean')
    throw refuse('activation_function')
  return hubHead(kind, activation, false, [denseName, last])
}

/** transformers has two names for one function. */
const activationOf = (name: string | null | undefined): string =>
  name === 'swish' ? 'silu' : (name ?? 'none')

/** The names in the order of their numbers, unless they are only numbered themselves. */
function labelsOf({
  label2id,
}: {
  readonly label2id?: Readonly<Record<string, number>> | null | undefined
}): readonly string[] | null {
  const entries = Object.entries(label2id ?? {}).sort(([, a], [, b]) => a - b)
  const whole = entries.length > 1 && entries.every(([, id], i) => id === i)
  return whole && !entries.every(([name, id]) => name === `LABEL_${id}`)
    ? entries.map(([name]) => name)
    : null
}

// A JSON Schema of options as a list of form fields.
import { capital } from './format.ts'

interface Described {
  readonly name: string
  readonly title: string
  readonly help: string
  readonly default: unknown
  readonly nullable: boolean
}

export type Field = Described &
  (
    | { readonly kind: 'number'; readonly whole: boolean; readonly min?: number; readonly max?: number }
    | { readonly kind: 'switch' }
    | { readonly kind: 'text' }
    /** A text for each of some names. */
    | { readonly kind: 'namedTexts' }
    /** The id of a model; of one that fills gaps of any length. */
    | { readonly kind: 'model' }
    | { readonly kind: 'spanModel' }
    /** The id of a dataset. */
    | { readonly kind: 'dataset' }
    /** The ids of several datasets. */
    | { readonly kind: 'datasets' }
    /** Texts of a line each. */
    | { readonly kind: 'lines' }
    | { readonly kind: 'choice'; readonly choices: readonly string[] }
    | { readonly kind: 'choices'; readonly choices: readonly string[] }
  )

interface Schema {
  readonly type?: string
  readonly format?: string
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
}

/** The fields of an object schema, in its order. Kinds of values that a form cannot show are left out. */
export function schemaFields(schema: Readonly<Record<string, unknown>>): Field[] {
  return Object.entries((schema as Schema).properties ?? {}).flatMap(([name, property]) => {
    const field = fieldOf(name, property)
    return field ? [field] : []
  })
}

function fieldOf(name: string, property: Schema): Field | null {
  // A nullable option is written as "this or null".
  const value = property.anyOf?.find(({ type }) => type !== 'null') ?? property
  const described: Described = {
    name,
    title: property.title ?? value.title ?? titleOf(name),
    help: property.description ?? value.description ?? '',
    default: property.default ?? value.default ?? null,
    nullable: property.anyOf?.some(({ type }) => type === 'null') ?? false,
  }
  if (value.enum) return { ...described, kind: 'choice', choices: value.enum.map(String) }
  if (value.type === 'boolean') return { ...described, kind: 'switch' }
  if (value.format === 'model') return { ...described, kind: 'model' }
  if (value.format === 'spanModel') return { ...described, kind: 'spanModel' }
  if (value.format === 'dataset') return { ...described, kind: 'dataset' }
  if (value.format === 'datasets') return { ...described, kind: 'datasets' }
  if (value.format === 'lines') return { ...described, kind: 'lines' }
  if (value.type === 'string') return { ...described, kind: 'text' }
  if (value.type === 'array')
    return { ...described, kind: 'choices', choices: (value.items?.enum ?? []).map(String) }
  if (typeof value.additionalProperties === 'object' && value.additionalProperties.type === 'string')
    return { ...described, kind: 'namedTexts' }
  if (value.type !== 'number' && value.type !== 'integer') return null
  const min = value.minimum ?? value.exclusiveMinimum
  return {
    ...described,
    kind: 'number',
    whole: value.type === 'integer',
    ...(isBound(min) && { min }),
    ...(isBound(value.maximum) && { max: value.maximum }),
  }
}

// Integers carry the largest safe integer as their bound where nobody set one.
function isBound(bound: number | undefined): bound is number {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER
}

/** "useClassWeights" -> "Use class weights". */
function titleOf(name: string): string {
  const words = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)
  return capital(words)
}

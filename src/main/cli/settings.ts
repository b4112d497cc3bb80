// Turns words of the command line into options, with the types that the options' own JSON Schemas give.
import { LabError } from '../../shared/labError.ts'

/** As much of a JSON Schema as option schemas use. */
export interface OptionSchema {
  readonly type?: string
  readonly format?: string
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly OptionSchema[]
  readonly properties?: Readonly<Record<string, OptionSchema>>
  readonly additionalProperties?: OptionSchema | boolean
}

/** `text` as the value that `schema` asks for. Ranges are checked later, by the schema itself. Throws LabError `usage`. */
export function parseValue(name: string, text: string, schema: OptionSchema): unknown {
  const kinds = schema.anyOf ?? [schema]
  if ((text === 'none' || text === 'null') && kinds.some(({ type }) => type === 'null')) return null
  const kind = kinds.find(({ type }) => type !== 'null') ?? {}
  switch (kind.type) {
    case 'number':
    case 'integer': {
      const value = Number(text)
      if (
        text.trim() === '' ||
        !Number.isFinite(value) ||
        (kind.type === 'integer' && !Number.isInteger(value))
      )
        throw new LabError(
          'usage',
          `${name} takes a ${kind.type === 'integer' ? 'whole number' : 'number'}, not "${text}".`,
          { option: name, got: text },
        )
      return value
    }
    case 'boolean':
      if (text !== 'true' && text !== 'false')
        throw new LabError('usage', `${name} is true or false, not "${text}".`, { option: name, got: text })
      return text === 'true'
    case 'array':
      return text.split(',').map((part) => part.trim())
    case 'object':
      return Object.fromEntries(text.split(',').map((part) => namedValue(name, part, kind)))
    default:
      if (kind.enum && !kind.enum.includes(text))
        throw new LabError('usage', `${name} is one of ${kind.enum.join(', ')}, not "${text}".`, {
          option: name,
          got: text,
        })
      return text
  }
}

/** One `key=value` of an option that holds a value for each of some names. */
function namedValue(name: string, part: string, { additionalProperties }: OptionSchema): [string, unknown] {
  const [, key = '', value = ''] = /^\s*(.+?)\s*=\s*([^=]*)$/s.exec(part) ?? []
  if (!key)
    throw new LabError('usage', `${name} takes name=value, separated by commas, not "${part}".`, {
      option: name,
      got: part,
    })
  const schema = typeof additionalProperties === 'object' ? additionalProperties : {}
  return [key, parseValue(`${name} ${key}`, value, schema)]
}

/** Values by group and option, e.g. { lora: { rank: 8 } }. */
export type Settings = Record<string, Record<string, unknown>>

/** Reads `--set group.option=value` words; `groups` are the schemas they may name. Throws LabError `usage`. */
export function parseSettings(
  words: readonly string[],
  groups: Readonly<Record<string, OptionSchema>>,
): Settings {
  const settings: Settings = {}
  for (const word of words) {
    const [, group = '', option = '', text = ''] = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(word) ?? []
    if (!group)
      throw new LabError('usage', `--set takes group.option=value, e.g. lora.rank=8, not "${word}".`, {
        got: word,
      })
    const schema = Object.hasOwn(groups, group) ? groups[group] : undefined
    if (!schema)
      throw new LabError(
        'usage',
        `--set ${word}: there is no "${group}" in this run. It has ${Object.keys(groups).join(', ')}.`,
        { got: word },
      )
    const options = schema.properties ?? {}
    const found = Object.hasOwn(options, option) ? options[option] : undefined
    if (!found)
      throw new LabError(
        'usage',
        `--set ${word}: ${group} has no option "${option}". It has ${Object.keys(options).join(', ') || 'none'}.`,
        { got: word },
      )
    settings[group] = { ...settings[group], [option]: parseValue(`${group}.${option}`, text, found) }
  }
  return settings
}

// Flags that come straight from an option schema, one for each option, so that none is written twice.
import type { Command } from 'commander'
import { z } from 'zod'
import { splitOptions, trainingOptions } from '../../shared/run.ts'
import { type OptionSchema, parseValue } from './settings.ts'

export const trainingSchema = z.toJSONSchema(trainingOptions, { io: 'input' }) as OptionSchema
export const splitSchema = z.toJSONSchema(splitOptions, { io: 'input' }) as OptionSchema

/** Short names for what is typed most. */
const shortNames: Readonly<Record<string, string>> = { learningRate: '--lr' }

/** Adds --epochs, --max-length and so on for the options of `schema`, but those in `except`. */
export function addSchemaFlags(
  command: Command,
  schema: OptionSchema,
  except: readonly string[] = [],
): Command {
  for (const [name, option] of Object.entries(schema.properties ?? {})) {
    if (except.includes(name)) continue
    const long = longFlag(name)
    const flags = [shortNames[name], long].filter(Boolean).join(', ')
    const plain =
      !['', null, undefined].includes(option.default as string) && typeof option.default !== 'object'
    const standard = plain ? ` (default: ${String(option.default)})` : ''
    const description = (option.description ?? option.title ?? '') + standard
    // What may hold commas is given once for each of its lines.
    if (option.format === 'lines')
      command.option(`${flags} <value>`, `${option.description ?? ''} May be repeated.`, oneMore)
    else command.option(`${flags} <value>`, description, (text) => parseValue(long, text, option))
  }
  return command
}

/** "heldOut" -> "--held-out". */
export const longFlag = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** Gathers what a flag that may be repeated is given. */
export const oneMore = (text: string, before: readonly string[] = []): string[] => [...before, text]

/** The options of `schema` among a command's parsed ones. */
export function schemaValues(schema: OptionSchema, options: object): Record<string, unknown> {
  const names = Object.keys(schema.properties ?? {})
  return Object.fromEntries(Object.entries(options).filter(([name]) => names.includes(name)))
}

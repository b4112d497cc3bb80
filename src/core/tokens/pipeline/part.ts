// A part of tokenizer.json: { "type": "NFC" } and whatever options the type has.
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'

export type Part = { readonly type: string } & Readonly<Record<string, unknown>>

export const part = z.looseObject({ type: z.string() })

/** What `kinds` makes of `config`. @throws LabError('tokenizer') for a type that is not in `kinds`. */
export function make<T>(
  what: string,
  kinds: Readonly<Record<string, (config: Part) => T>>,
  config: unknown,
): T {
  const { type, ...rest } = part.parse(config)
  if (!Object.hasOwn(kinds, type))
    throw new LabError(
      'tokenizer',
      `This tokenizer uses the ${what} "${type}". Lathe knows ${Object.keys(kinds).join(', ')}.`,
      { type },
    )
  return kinds[type]!({ type, ...rest })
}

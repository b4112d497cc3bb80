// JSON that is read to be written again: 2.0, which Python tells from 2, stays 2.0.

// What TypeScript's library does not declare yet of ECMAScript 2026.
interface SourceText {
  parse(
    text: string,
    revive: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown
  rawJSON(text: string): unknown
}
const json = JSON as unknown as SourceText

/** The value of `text` for JSON.stringify: a number that it would write in another way is kept as it was written. */
export function parseExact(text: string): unknown {
  return json.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && source !== String(value)
      ? json.rawJSON(source)
      : value,
  )
}

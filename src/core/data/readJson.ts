// Reads JSON Lines and JSON documents row by row.
import { pipeline, Readable } from 'node:stream'
import { pick } from 'stream-json/filters/pick.js'
import { jsonParser, parser, type Token } from 'stream-json/parser.js'
import { streamArray, type StreamArrayItem } from 'stream-json/streamers/stream-array.js'
import { LabError } from '../../shared/labError.ts'
import { splitLines } from './splitLines.ts'
import { noCells, type TableRow } from './tableRow.ts'

/** The rows of a JSON Lines file: one object per line. A line that is no object is a row with a problem. */
export async function* readJsonLines(text: AsyncIterable<string>): AsyncGenerator<TableRow> {
  let row = 0
  for await (const line of splitLines(text)) {
    row++
    if (line.trim() === '') yield { row, cells: noCells, problem: 'the row is empty' }
    else yield objectRow(row, parsed(line))
  }
}

/**
 * The rows of a JSON document, streamed: the first array of objects in `sample` (its start), at the top or under keys.
 * @throws LabError('file') when there is no such array, LabError('row') where the JSON is broken.
 */
export async function* readJson(
  file: string,
  text: AsyncIterable<string>,
  sample: string,
): AsyncGenerator<TableRow> {
  const place = arrayPlace(sample)
  if (place === null)
    throw new LabError(
      'file',
      `${file} has no array of objects such as [{"text": "...", "label": "..."}]. Save the rows that way, or one object per line.`,
      { file },
    )
  let row = 0
  const source = Readable.from(text, { objectMode: true })
  const items = streamArray.asStream()
  const tokens = parser.asStream({ streamValues: false })
  // The callback keeps a failure from being thrown twice: it reaches the reader through the last stream.
  if (place.length === 0) pipeline(source, tokens, items, () => {})
  else {
    const atPlace = (stack: readonly (string | number | null)[]): boolean =>
      stack.length === place.length && place.every((key, i) => stack[i] === key)
    pipeline(source, tokens, pick.asStream({ filter: atPlace, once: true }), items, () => {})
  }
  try {
    for await (const { value } of items as AsyncIterable<StreamArrayItem>) yield objectRow(++row, value)
  } catch (thrown) {
    if (thrown instanceof LabError) throw thrown
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    throw new LabError('row', `${file} is not valid JSON after row ${row}: ${why}.`, { file, row }, thrown)
  }
}

/** The keys that lead to the first array of objects; null where there is none. */
export function arrayPlace(sample: string): string[] | null {
  const keys: string[] = []
  let depth = 0
  let arrays = 0
  let before = ''
  for (const { name, value } of tokensOf(sample)) {
    if (name === 'startObject') {
      if (before === 'startArray' && arrays === 1) return keys.slice(0, depth)
      depth++
    } else if (name === 'endObject') depth--
    else if (name === 'startArray') arrays++
    else if (name === 'endArray') arrays--
    else if (name === 'keyValue' && arrays === 0) keys[depth - 1] = value
    before = name
  }
  return null
}

/** The tokens of a document's start, up to its end or the first error: what came before is what counts. */
function* tokensOf(sample: string): Generator<{ name: string; value: string }> {
  const parse = jsonParser({ streamValues: false })
  for (let start = 0; start < sample.length; start += 1024)
    try {
      const found = parse(sample.slice(start, start + 1024))
      if (typeof found === 'object' && 'values' in found)
        for (const token of found.values as Token[])
          yield { name: token.name, value: 'value' in token ? String(token.value) : '' }
    } catch {
      return
    }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}

/** A row from any value: objects become cells, anything else a problem. */
export function objectRow(row: number, value: unknown): TableRow {
  if (value === undefined) return { row, cells: noCells, problem: 'it is not valid JSON' }
  if (!isRecord(value)) return { row, cells: noCells, problem: 'it is not a JSON object' }
  const cells = Object.create(null) as Record<string, string>
  flatten(cells, '', value)
  return { row, cells, problem: null }
}

/** Nested objects become columns named `outer.inner`; arrays stay JSON; null is an empty cell. */
function flatten(cells: Record<string, string>, prefix: string, value: Record<string, unknown>): void {
  for (const [key, inner] of Object.entries(value))
    if (isRecord(inner)) flatten(cells, `${prefix}${key}.`, inner)
    else cells[prefix + key] = cellText(inner)
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (value instanceof Date) return value.toISOString()
  return Array.isArray(value) ? JSON.stringify(value) : String(value)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

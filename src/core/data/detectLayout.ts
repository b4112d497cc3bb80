// Detects delimiter, quoting and header of a delimited file from its first lines.
import { parse } from 'csv-parse/sync'
import type { TableOptions } from '../../shared/dataset.ts'
import { isKnownName } from './knownNames.ts'
import { numberIn } from './numbers.ts'
import { parserOptions } from './readDelimited.ts'

/** How a delimited file is laid out, with its first records. */
export interface Layout {
  readonly delimiter: string
  readonly quote: string
  readonly records: readonly (readonly string[])[]
  /** Most records have this many fields. */
  readonly width: number
  /** Share of the records that have. */
  readonly agreement: number
}

const delimiters = ['\t', ',', ';', '|'] as const
const mostRecords = 1000

/**
 * The most likely layout: the one under which most rows have equally many fields, with a bonus for a header of known
 * names and for the delimiter that the file name promises. `expected` is that delimiter, if any.
 */
export function detectLayout(sample: string, given: TableOptions, expected: string | null): Layout {
  const candidates = given.delimiter === undefined ? delimiters : [given.delimiter]
  const layouts = candidates.map((delimiter) =>
    layoutOf(sample, delimiter, given.quote ?? detectQuote(sample, delimiter)),
  )
  const score = (layout: Layout): number =>
    (layout.width > 1 ? layout.agreement : 0) +
    (layout.width > 1 && layout.records[0]!.some(isKnownName) ? 0.5 : 0) +
    (layout.width > 1 && layout.delimiter === expected ? 0.2 : 0)
  return layouts.reduce((best, layout) => (score(layout) > score(best) ? layout : best))
}

function layoutOf(sample: string, delimiter: string, quote: string): Layout {
  const records = recordsOf(sample, delimiter, quote).filter((record) => record.join('').trim() !== '')
  const widths = new Map<number, number>()
  for (const { length } of records) widths.set(length, (widths.get(length) ?? 0) + 1)
  let width = 1
  let most = 0
  for (const [fields, count] of widths) if (count > most) [width, most] = [fields, count]
  return { delimiter, quote, records, width, agreement: records.length ? most / records.length : 0 }
}

function recordsOf(sample: string, delimiter: string, quote: string): string[][] {
  try {
    return parse(sample, { ...parserOptions(delimiter, quote, sample), to: mostRecords }) as string[][]
  } catch {
    // A quotation that never closes: under this quoting the sample is no table.
    return []
  }
}

/**
 * `"` where fields are quoted as the CSV convention wants, '' where quotation marks are part of the text (as in GLUE's
 * TSV files). A field that starts with a mark is well quoted when it ends at its closing mark. In a tab-separated file
 * that alone proves nothing (`" it 's good . "` is a text), so some field must have needed its quotes, or all have them.
 */
export function detectQuote(sample: string, delimiter: string): string {
  const fieldStart = `(?:^|\\n|\\r|${escaped(delimiter)})`
  const fieldEnd = `(?=${escaped(delimiter)}|\\r|\\n|$)`
  const opened = count(sample, new RegExp(`${fieldStart}"`, 'g'))
  if (opened === 0) return delimiter === '\t' ? '' : '"'
  const whole = new RegExp(`(?<=${fieldStart})"((?:[^"]|"")*)"${fieldEnd}`, 'g')
  let closed = 0
  let needed = 0
  for (const [, inside] of sample.matchAll(whole)) {
    closed++
    if (inside!.includes(delimiter) || inside!.includes('"') || inside!.includes('\n')) needed++
  }
  // The sample may end inside one quotation.
  const broken = opened - closed - 1
  if (delimiter !== '\t') return broken > closed ? '' : '"'
  const lines = count(sample, /\n/g) + 1
  return broken <= 0.02 * closed && (needed > 0.02 * closed || closed > 0.9 * lines) ? '"' : ''
}

/** Whether the first record names the columns, and whether that is plain. */
export function detectHeader(layout: Layout): { header: boolean; plain: boolean } {
  const [first, ...rest] = layout.records
  if (!first) return { header: true, plain: false }
  if (first.some(isKnownName)) return { header: true, plain: true }
  if (first.some((cell) => numberIn(cell) !== null || cell.length > 60)) return { header: false, plain: true }
  const columns = first.map((_, i) => rest.map((record) => record[i] ?? ''))
  if (rest.length === 0 || first.some((cell, i) => columns[i]!.includes(cell)))
    return { header: false, plain: true }
  // A column of few values, or of numbers, whose first cell is none of them.
  const stands = columns.some(
    (cells) =>
      cells.length >= 4 &&
      (new Set(cells).size <= cells.length / 2 || cells.every((cell) => numberIn(cell) !== null)),
  )
  return { header: stands, plain: false }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

// Detects how a file is written: format, encoding, delimiter, quoting, header. What a person sets wins.
import { extname } from 'node:path'
import type { TableOptions } from '../../shared/dataset.ts'
import { decodeSample, detectEncoding } from './encoding.ts'
import { detectHeader, detectLayout, type Layout } from './detectLayout.ts'
import { isParquet, refuseBinary } from './refuseBinary.ts'
import type { FileSample } from './sampleFile.ts'
import { isKnownName } from './knownNames.ts'
import type { CompleteOptions } from './tableRow.ts'

type Given = Partial<CompleteOptions>

export interface DetectedOptions {
  readonly options: CompleteOptions
  readonly notes: readonly string[]
}

/** Formats without delimiter, quoting or header still say so in a complete set of options. */
const unused = { delimiter: ',', quote: '"', header: true } as const

/**
 * The options to read a file with, from its first megabyte and its name.
 * @throws LabError('file') for a file that is no table.
 */
export function detectOptions(sample: FileSample, name: string, set: TableOptions): DetectedOptions {
  // An option that is present but undefined must not hide what was detected.
  const given: Given = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined))
  if (given.format === 'parquet' || (given.format === undefined && isParquet(sample.bytes)))
    return { options: { encoding: 'utf-8', ...unused, ...given, format: 'parquet' }, notes: [] }
  if (given.encoding === undefined) refuseBinary(sample.bytes, name)
  const { encoding, notes } = given.encoding
    ? { encoding: given.encoding, notes: [] }
    : detectEncoding(sample.bytes)
  const text = withoutLastLine(decodeSample(sample.bytes, encoding), sample.bytes.length < sample.size)
  const format = given.format ?? jsonFormat(text, name)
  if (format === 'json' || format === 'jsonl' || format === 'lines')
    return { options: { encoding, ...unused, ...given, format }, notes }
  return delimited(text, name, encoding, { ...given, ...(format && { format }) }, notes)
}

function delimited(
  text: string,
  name: string,
  encoding: CompleteOptions['encoding'],
  given: Given,
  notes: readonly string[],
): DetectedOptions {
  const extension = extname(name).toLowerCase()
  const tabs = given.format === 'tsv' || extension === '.tsv' || extension === '.tab'
  const expected = tabs ? '\t' : extension === '.csv' || given.format === 'csv' ? ',' : null
  const layout = detectLayout(text, given.format === 'tsv' ? { delimiter: '\t', ...given } : given, expected)
  if (given.format === undefined && given.delimiter === undefined && isProse(layout, expected !== null))
    return { options: { encoding, ...unused, ...given, format: 'lines' }, notes }
  const { header, plain } = detectHeader(layout)
  const options = {
    format: layout.delimiter === '\t' ? ('tsv' as const) : ('csv' as const),
    encoding,
    delimiter: layout.delimiter,
    quote: layout.quote,
    header,
    ...given,
  }
  const guesses: string[] = []
  if (!plain && given.header === undefined)
    guesses.push(
      header
        ? 'The first line was taken as column names; switch "header" off if it is data.'
        : 'The first line was taken as data; switch "header" on if it names the columns.',
    )
  if (layout.agreement < 0.9)
    guesses.push(
      `Only ${Math.round(100 * layout.agreement)} % of the first rows have ${layout.width} fields; check delimiter and quoting.`,
    )
  return { options, notes: [...notes, ...guesses] }
}

/** Sentences hold commas too, but not equally many in each line. */
function isProse(layout: Layout, isTableByName: boolean): boolean {
  const headed = layout.records[0]?.some(isKnownName) ?? false
  if (layout.width === 1) return !headed && !isTableByName
  if (isTableByName || headed) return false
  return layout.agreement < (layout.delimiter === ',' ? 0.98 : 0.9)
}

/** json, jsonl, or undefined for text that is neither. */
function jsonFormat(text: string, name: string): 'json' | 'jsonl' | undefined {
  const extension = extname(name).toLowerCase()
  if (extension === '.jsonl' || extension === '.ndjson') return 'jsonl'
  const start = text.trimStart()
  if (start.startsWith('[')) return extension === '.json' || /^\[\s*[{\]]/.test(start) ? 'json' : undefined
  if (!start.startsWith('{')) return extension === '.json' ? 'json' : undefined
  const [first = '', second = ''] = start.split('\n', 2)
  try {
    const value = JSON.parse(first) as Record<string, unknown>
    const holdsRows = Object.values(value).some((inner) => Array.isArray(inner) && isObject(inner[0]))
    return second.trim() === '' && (holdsRows || extension === '.json') ? 'json' : 'jsonl'
  } catch {
    return 'json'
  }
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

/** A sample's last line is cut unless the file ends with it. */
function withoutLastLine(text: string, cut: boolean): string {
  const end = text.lastIndexOf('\n')
  return cut && end > 0 ? text.slice(0, end + 1) : text
}

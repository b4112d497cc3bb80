// Reads CSV, TSV and their kin row by row.
import { pipeline, Readable } from 'node:stream'
import { parse, type CsvError } from 'csv-parse'
import { LabError } from '../../shared/labError.ts'
import { cellsOf, noCells, type CompleteOptions, type TableRow } from './tableRow.ts'

/** Longer rows are the sign of a quotation mark that never closes. */
const longestRow = 10_000_000

/** What csv-parse is told for each layout. Field counts are checked here, so that a bad row does not end the file. */
export function parserOptions(delimiter: string, quote: string, sample: string) {
  return {
    delimiter,
    quote: quote === '' ? false : quote,
    escape: quote === '' ? null : quote,
    record_delimiter: sample.includes('\n') ? ['\r\n', '\n'] : ['\r'],
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: longestRow,
  } as const
}

/**
 * The rows of a delimited file. A blank line or a wrong number of fields is a row with a problem.
 * @throws LabError('row') at a quotation mark that never closes.
 */
export async function* readDelimited(
  file: string,
  text: AsyncIterable<string>,
  options: CompleteOptions,
): AsyncGenerator<TableRow> {
  const chunks = text[Symbol.asyncIterator]()
  const first = await firstText(chunks)
  const parser = parse(parserOptions(options.delimiter, options.quote, first))
  const source = Readable.from(startingWith(first, chunks), { objectMode: true })
  // The callback keeps a failure from being thrown twice: it reaches the reader through the parser.
  pipeline(source, parser, () => {})
  let columns: string[] | null = null
  let row = 0
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (columns === null) {
        columns = options.header ? columnNames(record) : record.map((_, i) => `column ${i + 1}`)
        if (options.header) continue
      }
      yield rowOf(++row, record, columns)
    }
  } catch (thrown) {
    throw readable(thrown, file, options)
  }
}

/** Column names that are all there and all different. */
export function columnNames(header: readonly string[]): string[] {
  const names: string[] = []
  for (const [i, cell] of header.entries()) {
    const name = cell.trim() || `column ${i + 1}`
    let unique = name
    for (let n = 2; names.includes(unique); n++) unique = `${name} ${n}`
    names.push(unique)
  }
  return names
}

function rowOf(row: number, record: readonly string[], columns: readonly string[]): TableRow {
  const problem =
    record.length === 1 && record[0]!.trim() === ''
      ? 'the row is empty'
      : record.length < columns.length || record.slice(columns.length).some((field) => field.trim() !== '')
        ? `it has ${count(record.length, 'field')} where the first row has ${columns.length}`
        : null
  return { row, cells: problem === null ? cellsOf(columns, record) : noCells, problem }
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`

function readable(thrown: unknown, file: string, { header, quote }: CompleteOptions): unknown {
  const { code, records } = thrown as CsvError
  if (code !== 'CSV_QUOTE_NOT_CLOSED' && code !== 'CSV_MAX_RECORD_SIZE') return thrown
  const row = Number(records) + (header ? 0 : 1)
  return new LabError(
    'row',
    `A quotation mark (${quote}) that opens in row ${row} of ${file} never closes. ` +
      'Set quoting to none, or close the quotation in the file.',
    { file, row },
    thrown,
  )
}

async function firstText(chunks: AsyncIterator<string>): Promise<string> {
  for (let next = await chunks.next(); !next.done; next = await chunks.next())
    if (next.value) return next.value
  return ''
}

async function* startingWith(first: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    yield first
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

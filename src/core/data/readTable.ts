// Reads a file of any format as rows of named cells.
import { decodeFile, decodeSample } from './encoding.ts'
import { readDelimited } from './readDelimited.ts'
import { readJson, readJsonLines } from './readJson.ts'
import { readParquet } from './readParquet.ts'
import { sampleFile } from './sampleFile.ts'
import { splitLines } from './splitLines.ts'
import { cellsOf, noCells, type CompleteOptions, type TableRow } from './tableRow.ts'

/** How a table is read: its options, what part of it is needed, and who hears of the progress. */
export interface Reading {
  /** What people call the file. */
  readonly name: string
  readonly options: CompleteOptions
  /** Columns that are needed (Parquet reads only those); null reads all. */
  readonly columns: readonly string[] | null
  /** Hears the share of the file that was read, 0 to 1. */
  readonly onShare?: (share: number) => void
}

/** The rows of the file at `path`, streamed. Throws LabError as the format's own reader does. */
export async function* readTable(path: string, reading: Reading): AsyncGenerator<TableRow> {
  const { name, options, onShare = () => {} } = reading
  if (options.format === 'parquet') return yield* readParquet(path, name, reading.columns, onShare)
  const sample = await sampleFile(path, name)
  let seen = 0
  const text = decodeFile(path, name, options.encoding, (bytes) => onShare((seen += bytes) / sample.size))
  switch (options.format) {
    case 'csv':
    case 'tsv':
      return yield* readDelimited(name, text, options)
    case 'jsonl':
      return yield* readJsonLines(text)
    case 'json':
      return yield* readJson(name, text, decodeSample(sample.bytes, options.encoding))
    case 'lines':
      return yield* readLines(text)
  }
}

/** Plain text: each line is one example, in the column `text`. */
async function* readLines(text: AsyncIterable<string>): AsyncGenerator<TableRow> {
  let row = 0
  for await (const line of splitLines(text))
    yield line.trim() === ''
      ? { row: ++row, cells: noCells, problem: 'the row is empty' }
      : { row: ++row, cells: cellsOf(['text'], [line]), problem: null }
}

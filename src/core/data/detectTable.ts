// Looks at a file's first megabyte and says how to read it, what its columns are and what they are for.
import { basename } from 'node:path'
import type { DetectedTable, TableOptions } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import { detectOptions } from './detectOptions.ts'
import { guessRoles, guessTask } from './guessRoles.ts'
import { profileColumns, type ColumnProfile } from './profileColumns.ts'
import { readTable } from './readTable.ts'
import { sampleBytes, sampleFile } from './sampleFile.ts'
import type { TableRow } from './tableRow.ts'

const previewRows = 20
const mostRows = 20_000

/**
 * Everything about the file at `path` that can be told from its start. Set `options` win over what is detected.
 * `name` is what people call the file (an upload's path says nothing).
 * @throws LabError('file') for a missing, empty or binary file and for one without rows.
 */
export async function detectTable(
  path: string,
  options: TableOptions,
  name: string = basename(path),
): Promise<DetectedTable> {
  return (await inspectTable(path, options, name)).table
}

/** As {@link detectTable}, with the values of each column in the sample. */
export async function inspectTable(
  path: string,
  options: TableOptions,
  name: string,
): Promise<{ table: DetectedTable; columns: readonly ColumnProfile[] }> {
  const sample = await sampleFile(path, name)
  const detected = detectOptions(sample, name, options)
  const rows: TableRow[] = []
  let length = 0
  for await (const row of readTable(path, { name, options: detected.options, columns: null })) {
    rows.push(row)
    for (const cell of Object.values(row.cells)) length += cell.length
    if (length > sampleBytes || rows.length >= mostRows) break
  }
  const sound = rows.filter(({ problem }) => problem === null)
  if (sound.length === 0) throw noRows(name, rows)
  const columns = profileColumns(rows)
  const guess = guessRoles(columns)
  const task = guessTask(columns.find((column) => column.name === guess.roles.label))
  const table: DetectedTable = {
    name,
    bytes: sample.size,
    options: detected.options,
    columns: columns.map(({ name: column, kind, distinct, meanLength }) => ({
      name: column,
      kind,
      distinct,
      meanLength,
    })),
    roles: guess.roles,
    task: task.task,
    preview: sound.slice(0, previewRows).map(({ cells }) => ({ ...cells })),
    notes: [...detected.notes, ...guess.notes, ...task.notes],
  }
  return { table, columns }
}

function noRows(name: string, rows: readonly TableRow[]): LabError {
  const [first] = rows
  return first
    ? new LabError('file', `${name} has no usable row: in row ${first.row}, ${first.problem}.`, {
        file: name,
        row: first.row,
      })
    : new LabError('file', `${name} has no rows. Check the file, or switch "header" off.`, { file: name })
}

// One row of any table, whatever the file's format, and the complete options it was read with.
import type { DetectedTable } from '../../shared/dataset.ts'

/** Options with nothing left to detect. */
export type CompleteOptions = DetectedTable['options']

/** A row as read. `cells` holds every value as text, by column; `problem` says why the row cannot be used, if so. */
export interface TableRow {
  /** 1 = first data row. */
  readonly row: number
  readonly cells: Readonly<Record<string, string>>
  readonly problem: string | null
}

/** Cells by column name. Without a prototype, so that a column may be called `__proto__`. */
export function cellsOf(columns: readonly string[], values: readonly string[]): Record<string, string> {
  const cells = Object.create(null) as Record<string, string>
  for (let i = 0; i < columns.length; i++) cells[columns[i]!] = values[i] ?? ''
  return cells
}

/** No cells: for rows that could not be read. */
export const noCells: Readonly<Record<string, string>> = Object.freeze(
  Object.create(null) as Record<string, string>,
)

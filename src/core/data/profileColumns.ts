// Describes the columns of a sample: what kind of values each holds.
import type { DetectedTable } from '../../shared/dataset.ts'
import { numberIn } from './numbers.ts'
import type { TableRow } from './tableRow.ts'

/** A column with its values in the sample. */
export type ColumnProfile = DetectedTable['columns'][number] & { readonly values: readonly string[] }

/** The columns of `rows` in order of first appearance. Rows with problems do not count. */
export function profileColumns(rows: readonly TableRow[]): ColumnProfile[] {
  const names = new Set<string>()
  for (const { cells } of rows) for (const name of Object.keys(cells)) names.add(name)
  const sound = rows.filter(({ problem }) => problem === null)
  return [...names].map((name) =>
    profile(
      name,
      sound.map(({ cells }) => (cells[name] ?? '').trim()),
    ),
  )
}

function profile(name: string, all: readonly string[]): ColumnProfile {
  const values = all.filter((value) => value !== '')
  const distinct = new Set(values).size
  const meanLength = values.reduce((sum, value) => sum + value.length, 0) / (values.length || 1)
  return { name, kind: kindOf(values, distinct, meanLength), distinct, meanLength, values }
}

/** A category repeats itself and is short; whatever else is not a number is text. */
function kindOf(values: readonly string[], distinct: number, meanLength: number): ColumnProfile['kind'] {
  if (values.length === 0) return 'empty'
  const numbers = values.filter((value) => numberIn(value) !== null).length
  if (numbers >= 0.95 * values.length) return 'number'
  const few = distinct <= Math.min(1000, Math.max(2, values.length / 4))
  return few && distinct < values.length && meanLength <= 60 ? 'category' : 'text'
}

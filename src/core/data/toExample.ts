// Turns a table's row into an example, or says why it cannot be one.
import type { Example, Roles, Task } from '../../shared/dataset.ts'
import { numberIn } from './numbers.ts'
import type { TableRow } from './tableRow.ts'

/** Why a row is set aside. `empty`: because a needed cell holds nothing. */
export interface Unusable {
  readonly reason: string
  readonly empty: boolean
}

/** The example in `row`. Texts stay as they are; labels lose the spaces around them. */
export function toExample({ row, cells, problem }: TableRow, roles: Roles, task: Task): Example | Unusable {
  if (problem !== null) return { reason: problem, empty: problem === 'the row is empty' }
  const text = cells[roles.text] ?? ''
  if (text.trim() === '') return { reason: `its ${roles.text} is empty`, empty: true }
  const example: Example = { row, text }
  if (roles.pair !== null) {
    const pair = cells[roles.pair] ?? ''
    if (pair.trim() === '') return { reason: `its ${roles.pair} is empty`, empty: true }
    example.pair = pair
  }
  if (roles.label === null || task === 'unlabelled') return example
  const label = (cells[roles.label] ?? '').trim()
  // Tables written from data frames spell a missing value NaN.
  if (label === '' || /^nan$/i.test(label)) return { reason: `its ${roles.label} is missing`, empty: false }
  if (task === 'regress' && numberIn(label) === null)
    return { reason: `its ${roles.label} "${shortened(label)}" is not a number`, empty: false }
  example.label = label
  return example
}

/** A value short enough for a sentence. */
export const shortened = (value: string): string => (value.length > 40 ? `${value.slice(0, 40)}…` : value)

// What can be done about a warning of the import report.
import type { ImportReport, TokenReport } from '../../../shared/dataset.ts'
import type { OnlyRows } from './RowsTable.tsx'

export type Fix =
  | { readonly kind: 'setAside'; readonly label: string }
  | { readonly kind: 'rows'; readonly label: string; readonly only: OnlyRows }
  | { readonly kind: 'train'; readonly label: string; readonly options: Readonly<Record<string, string>> }

/** The way out that a button beside the warning `code` offers; null where there is none. */
export function fixOf(code: string, report: ImportReport): Fix | null {
  if (code === 'setAside') return { kind: 'setAside', label: 'Show them' }
  if (code === 'duplicates')
    return rowsFix(report.duplicates.rows, Object.keys(report.splits), 'repeat an earlier text')
  if (code === 'conflicts')
    return rowsFix(
      report.conflicts.rows,
      Object.keys(report.splits),
      'repeat an earlier text with another label',
    )
  if (code === 'overlap')
    return rowsFix(
      report.overlap.rows,
      Object.keys(report.splits).filter((split) => split !== 'train'),
      'are also in the training file',
    )
  if (code === 'imbalance')
    return { kind: 'train', label: 'Train with balanced classes', options: { balance: 'true' } }
  return null
}

/** The report names rows by their number alone, so they can be found where only one split comes into question. */
function rowsFix(rows: readonly number[], splits: readonly string[], what: string): Fix | null {
  const split = splits[0] as OnlyRows['split'] | undefined
  return split && splits.length === 1
    ? { kind: 'rows', label: 'Show them', only: { split, rows, what } }
    : null
}

/**
 * The maximum length, in steps of 32 tokens, at which 95 of 100 texts are read whole, or all of them where that is
 * hardly longer; null where the model reads no further than now.
 */
export function longerMaximum(tokens: TokenReport, modelMaximum: number): number | null {
  const wanted =
    tokens.longest <= 2 * tokens.p95 ? tokens.longest : Math.max(tokens.p95, tokens.maxLength * 2)
  const longer = Math.min(modelMaximum, Math.ceil(wanted / 32) * 32)
  return longer > tokens.maxLength ? longer : null
}

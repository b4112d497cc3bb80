// The sentences under an import report: what may go wrong with these rows, and what to do.
import type { ImportReport } from '../../shared/dataset.ts'

type Warning = ImportReport['warnings'][number]

/** Warnings in order of weight. `odd` counts texts with characters that no text should hold. */
export function reportWarnings(report: Omit<ImportReport, 'warnings'>, odd: number): Warning[] {
  const warnings: Warning[] = []
  const warn = (code: string, message: string): number => warnings.push({ code, message })
  const { kept, setAside, overlap, conflicts, duplicates } = report
  if (setAside > 0)
    warn(
      'setAside',
      `${rows(setAside)} of ${report.rows} could not be used and ${setAside === 1 ? 'was' : 'were'} set aside.`,
    )
  if (overlap.count > 0)
    warn(
      'overlap',
      `${rows(overlap.count)} of the validation or test files also occur${overlap.count === 1 ? 's' : ''} in the training file, so scores will look better than they are.`,
    )
  if (conflicts.count > 0)
    warn(
      'conflicts',
      `${rows(conflicts.count)} repeat${conflicts.count === 1 ? 's' : ''} an earlier text with another label. No model can get both right.`,
    )
  if (duplicates.count > 0)
    warn(
      'duplicates',
      `${rows(duplicates.count)} repeat${duplicates.count === 1 ? 's' : ''} an earlier text of the same file. A random split may put one copy on each side.`,
    )
  warnings.push(...classWarnings(report))
  if (odd > 0)
    warn(
      'characters',
      `${rows(odd)} hold${odd === 1 ? 's' : ''} characters that are no text (NUL or �). Check the file's encoding.`,
    )
  if (kept < 50) warn('fewRows', `${rows(kept)} are few: scores will depend much on chance.`)
  return warnings
}

function classWarnings({ classes, splits }: Omit<ImportReport, 'warnings'>): Warning[] {
  if (classes.length === 0 || splits.train === undefined) return []
  const counts = classes.map(({ label, counts: of }) => ({ label, count: of.train ?? 0 }))
  const sorted = counts.toSorted((a, b) => b.count - a.count)
  const most = sorted[0]!
  const least = sorted.at(-1)!
  const rare = sorted.filter(({ count }) => count < 5)
  const warnings: Warning[] = []
  if (rare.length > 0)
    warnings.push({
      code: 'rareClasses',
      message: `${rare.length === 1 ? `The class "${least.label}" has` : `${rare.length} classes (such as "${least.label}") have`} fewer than 5 training rows. Add rows, or merge classes.`,
    })
  if (most.count > 10 * least.count)
    warnings.push({
      code: 'imbalance',
      message: `"${most.label}" has ${most.count} training rows, "${least.label}" ${least.count}. Look at macro F1, and consider class weights.`,
    })
  return warnings
}

const rows = (count: number): string => `${count} ${count === 1 ? 'row' : 'rows'}`

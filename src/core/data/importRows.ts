// Turns one file's rows into examples of a split, class by class, and sets aside what cannot be one.
import type { Task } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import type { ReportBuilder } from './importReport.ts'
import { numberIn } from './numbers.ts'
import type { PlannedFile } from './planImport.ts'
import { readTable } from './readTable.ts'
import type { SplitWriter } from './splitWriter.ts'
import { shortened, toExample, type Unusable } from './toExample.ts'

const mostClasses = 1000

/** Hears of every row, and of the share of each file that was read. */
export interface Progress {
  row(): void
  share(file: PlannedFile, share: number): void
}

/** Where the rows of a file go, and what they are counted in. */
export interface Destination {
  readonly task: Task
  readonly writer: SplitWriter
  readonly report: ReportBuilder
  /** Class names with their numbers in order of appearance. */
  readonly classes: Map<string, number>
  /** Whether a new class is an error of the row. */
  readonly closed: boolean
  readonly progress: Progress
}

/**
 * Reads `file` row by row: each becomes an example of its split or is set aside.
 * @throws LabError('label') for more than 1,000 classes, 'dataset' when no row is left; as the file's reader does.
 */
export async function importRows(file: PlannedFile, to: Destination): Promise<void> {
  const { task, writer, report, classes, closed, progress } = to
  const columns = Object.values(file.roles).filter((column) => column !== null)
  const before = writer.rows
  let first = ''
  const onShare = (share: number): void => progress.share(file, share)
  for await (const row of readTable(file.path, { ...file, columns, onShare })) {
    const made = toExample(row, file.roles, task)
    // In plain text an empty line parts paragraphs; it is no row that went wrong.
    if (file.options.format === 'lines' && 'reason' in made && made.empty) continue
    progress.row()
    const example = 'reason' in made ? made : (unknownClass(made.label, task, closed, classes) ?? made)
    if ('reason' in example) {
      first ||= `in row ${row.row}, ${example.reason}`
      report.setAside(file.name, row.row, example)
      continue
    }
    const target = targetOf(example.label, task, classes, file)
    report.keep(example, file.split, task === 'regress' ? target : null)
    if (writer.add(example, target)) await writer.flush()
  }
  if (writer.rows === before)
    throw new LabError(
      'dataset',
      `No row of ${file.name} can be used: ${first || 'it has none'}. Check the columns, or leave the file out.`,
      { file: file.name },
    )
}

function unknownClass(
  label: string | undefined,
  task: Task,
  closed: boolean,
  classes: ReadonlyMap<string, number>,
): Unusable | null {
  if (task !== 'classify' || !closed || label === undefined || classes.has(label)) return null
  return { reason: `its label "${shortened(label)}" does not occur in the training file`, empty: false }
}

function targetOf(
  label: string | undefined,
  task: Task,
  classes: Map<string, number>,
  file: PlannedFile,
): number {
  if (label === undefined || task === 'unlabelled') return NaN
  if (task === 'regress') return numberIn(label)!
  const known = classes.get(label)
  if (known !== undefined) return known
  if (classes.size === mostClasses) throw tooManyClasses(classes, file)
  classes.set(label, classes.size)
  return classes.size - 1
}

function tooManyClasses(classes: ReadonlyMap<string, number>, file: PlannedFile): LabError {
  const numbers = [...classes.keys()].every((label) => numberIn(label) !== null)
  return new LabError(
    'label',
    `The column "${file.roles.label}" of ${file.name} has more than ${mostClasses} different values, too many for classes. ` +
      (numbers
        ? 'Choose regression to predict the number.'
        : 'Is it the right column? Choose another label.'),
    { file: file.name, column: file.roles.label },
  )
}

/** @throws LabError('label') where training rows have only one class. */
export function checkClasses(classes: ReadonlyMap<string, number>, file: PlannedFile): void {
  if (classes.size >= 2) return
  const [only] = classes.keys()
  throw new LabError(
    'label',
    `Every row of ${file.name} has the label "${shortened(only!)}". A classifier needs at least two classes: check the label column "${file.roles.label}".`,
    { file: file.name, column: file.roles.label },
  )
}

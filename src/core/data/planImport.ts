// Decides, before a row is written, how each file of an import is read and what the labels ask for.
import type { DetectedTable, Roles, TableOptions, Task } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import { splitNames, type SplitName } from '../../shared/run.ts'
import { inspectTable } from './detectTable.ts'
import { guessTask } from './guessRoles.ts'
import type { CompleteOptions } from './tableRow.ts'

/** A file to import. `name` is what people call it; `options` and `roles` win over what is detected. */
export interface DatasetFile {
  readonly path: string
  readonly name: string
  readonly split: SplitName
  readonly options: TableOptions
  readonly roles?: Roles | undefined
}

export interface PlannedFile {
  readonly path: string
  readonly name: string
  readonly bytes: number
  readonly split: SplitName
  readonly options: CompleteOptions
  readonly roles: Roles
}

export interface ImportPlan {
  /** train first, then dev, then test. */
  readonly files: readonly PlannedFile[]
  readonly task: Task
}

/**
 * How the files will be read. Files without roles of their own take those of the first file where they have its columns.
 * @throws LabError('column') when a column is missing or has no label, and as {@link inspectTable}.
 */
export async function planImport(files: readonly DatasetFile[], task: Task | undefined): Promise<ImportPlan> {
  const ordered = splitNames.flatMap((split) => files.filter((file) => file.split === split))
  const planned: PlannedFile[] = []
  let decided = task
  for (const file of ordered) {
    const { table, columns } = await inspectTable(file.path, file.options, file.name)
    const roles = file.roles ?? sharedRoles(planned[0]?.roles, table) ?? table.roles
    checkRoles(roles, table)
    // The label column may have been chosen by hand: then its own values decide.
    decided ??= guessTask(columns.find(({ name }) => name === roles.label)).task
    if (decided !== 'unlabelled' && roles.label === null) throw noLabel(table)
    const { path, name, split } = file
    planned.push({ path, name, bytes: table.bytes, split, options: table.options, roles })
  }
  if (decided === undefined) throw new LabError('dataset', 'No file was given. Choose at least one.')
  const pairs = planned.filter(({ roles }) => roles.pair !== null)
  const single = planned.find(({ roles }) => roles.pair === null)
  if (pairs.length > 0 && single)
    throw new LabError(
      'column',
      `${pairs[0]!.name} has text pairs, ${single.name} has single texts. Choose a pair column in all files or in none.`,
      { file: single.name },
    )
  return { files: planned, task: decided }
}

const names = ({ columns }: DetectedTable): string[] => columns.map(({ name }) => name)

function sharedRoles(first: Roles | undefined, table: DetectedTable): Roles | null {
  if (first === undefined) return null
  const here = names(table)
  return [first.text, first.pair, first.label].every((name) => name === null || here.includes(name))
    ? first
    : null
}

/** Throws LabError `column` where a role's column is not in the table, or one column has two roles. */
export function checkRoles(roles: Roles, table: DetectedTable): void {
  const here = names(table)
  for (const [role, column] of Object.entries(roles))
    if (column !== null && !here.includes(column))
      throw new LabError(
        'column',
        `${table.name} has no column "${column}" (wanted as the ${role}). It has: ${here.slice(0, 20).join(', ')}.`,
        { file: table.name, column },
      )
  const used = Object.values(roles).filter((column) => column !== null)
  if (new Set(used).size < used.length)
    throw new LabError('column', `Text, pair and label must be different columns of ${table.name}.`, {
      file: table.name,
    })
}

function noLabel(table: DetectedTable): LabError {
  return new LabError(
    'column',
    `${table.name} has no label column among ${names(table).slice(0, 20).join(', ')}. Choose one, or import the rows as unlabelled.`,
    { file: table.name },
  )
}

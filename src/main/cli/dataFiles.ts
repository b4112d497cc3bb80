// Files named on the command line, with the columns chosen there.
import { basename } from 'node:path'
import type { Payload } from '../../shared/contract.ts'
import type { DatasetManifest, Roles, Task } from '../../shared/dataset.ts'
import type { SplitName } from '../../shared/run.ts'
import type { Lab } from '../services/lab.ts'
import { filePath } from './commandLab.ts'
import { count } from './output.ts'

export interface ColumnOptions {
  readonly text?: string
  readonly pair?: string
  readonly label?: string
}

/** What is detected in `file`, except for the columns that were named. */
export async function rolesOf(lab: Lab, file: string, { text, pair, label }: ColumnOptions): Promise<Roles> {
  const reference = { ref: filePath(file), name: basename(file) }
  const { roles } = await lab.handlers['datasets.detect']({ file: reference, options: {} })
  return {
    // A named text column makes the guess of a pair worthless.
    text: text ?? roles.text,
    pair: pair ?? (text === undefined ? roles.pair : null),
    label: label ?? roles.label,
  }
}

/** Imports the files, one per split, or finds the dataset that already holds the same rows. Without a task the labels decide. */
export async function importFiles(
  lab: Lab,
  files: Partial<Record<SplitName, string>>,
  columns: ColumnOptions & { readonly json?: boolean },
  task?: Task,
): Promise<DatasetManifest> {
  const { stderr } = process
  if (stderr.isTTY && !columns.json)
    lab.listen((event, payload) => {
      if (event !== 'datasets.progress') return
      const { name, rows, share } = payload as Payload<'datasets.progress'>
      stderr.write(
        `\rReading ${name}: ${count(rows)} rows, ${Math.round(100 * share)} %${share === 1 ? '\n' : ''}`,
      )
    })
  const named = Object.entries(files) as [SplitName, string][]
  const roles = await rolesOf(lab, named[0]![1], columns)
  return lab.handlers['datasets.import']({
    name: basename(named[0]![1]),
    ...(task === undefined ? {} : { task }),
    files: named.map(([split, file]) => ({
      file: { ref: filePath(file), name: basename(file) },
      split,
      options: {},
      roles,
    })),
  })
}

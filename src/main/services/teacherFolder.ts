// Where the teacher of a run lies, for objectives that learn from another model.
import { LabError } from '../../shared/labError.ts'
import type { RunSpec } from '../../shared/run.ts'
import type { Context } from './context.ts'
import { findFolder } from './models.ts'

/** Undefined for an objective without a teacher. Throws LabError `option` where none is chosen, `notFound` where it is not here. */
export function teacherFolder(context: Context, { objective }: RunSpec): string | undefined {
  const { teacher } = objective.options
  if (typeof teacher !== 'string') return undefined
  if (teacher === '')
    throw new LabError(
      'option',
      `The objective "${objective.id}" needs a teacher. Choose the model to learn from (option ${objective.id}.teacher).`,
      { option: `${objective.id}.teacher` },
    )
  return findFolder(context, teacher).folder
}

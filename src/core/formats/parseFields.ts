// The fields of an adapter's JSON file, as far as they are read.
import type { z } from 'zod'
import { issueSentence } from '../../shared/issueSentence.ts'
import { LabError } from '../../shared/labError.ts'

/** `json`, of the file `file`, as `schema` has it. @throws LabError('file') naming the field and what is wrong with it. */
export function parseFields<S extends z.ZodType>(schema: S, json: unknown, file: string): z.output<S> {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  throw new LabError(
    'file',
    `${file} has a wrong ${issue.path.join('.')}: ${issueSentence(issue)}.`,
    { file },
    parsed.error,
  )
}

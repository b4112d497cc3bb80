// Turns SQLite's error codes into sentences that say which file and what to do.
import { LabError, type LabErrorCode } from '../../shared/labError.ts'

const sentences: readonly (readonly [RegExp, LabErrorCode, string])[] = [
  [/^SQLITE_FULL/, 'disk', 'the disk is full. Free some space and try again'],
  [
    /^SQLITE_(CANTOPEN|READONLY|PERM)/,
    'disk',
    'it may not be written. Allow writing there, or choose another place with --home',
  ],
  [/^SQLITE_IOERR/, 'disk', 'the disk is full or reported an error. Free some space, or check the disk'],
  [/^SQLITE_(BUSY|LOCKED)/, 'run', 'another program is writing to it. Try again in a moment'],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'file', 'it is damaged. Choose another place with --home, or restore a copy'],
]

/** `thrown` as a LabError naming `file` where it is one of SQLite's and its code is known; any other error as it is. */
export function databaseError(file: string, thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const found = sentences.find(([pattern]) => pattern.test(code))
  if (!found) return thrown
  const [, kind, sentence] = found
  return new LabError(kind, `Lathe's database ${file} cannot be used: ${sentence}.`, { file, code }, thrown)
}

/** The same store, whose methods throw what {@link databaseError} makes of their errors. */
export function withDatabaseErrors<S extends object>(store: S, file: string): S {
  const methods = Object.entries(store) as [string, (...input: unknown[]) => unknown][]
  const told = methods.map(([name, method]) => [
    name,
    (...input: unknown[]): unknown => {
      try {
        return method(...input)
      } catch (thrown) {
        throw databaseError(file, thrown)
      }
    },
  ])
  return Object.fromEntries(told) as S
}

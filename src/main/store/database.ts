// Opens Lathe's SQLite file and brings its tables up to date.
import Database from 'better-sqlite3'
import { LabError } from '../../shared/labError.ts'
import { databaseError } from './databaseError.ts'
import { migrations } from './migrations.ts'

export type Sqlite = Database.Database

/** Opens (or makes) the database at `file`. Throws LabError `file` where a newer Lathe wrote it, `disk` where it may not be written. */
export function openDatabase(file: string): Sqlite {
  let database: Sqlite | undefined
  try {
    database = new Database(file, { timeout: 5000 })
    // WAL lets a command read while the app writes; NORMAL may lose the last moments in a power cut, never the file.
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma('foreign_keys = ON')
    migrate(database, file)
    return database
  } catch (thrown) {
    database?.close()
    throw databaseError(file, thrown)
  }
}

function migrate(database: Sqlite, file: string): void {
  const run = database.transaction(() => {
    const version = database.pragma('user_version', { simple: true }) as number
    if (version > migrations.length)
      throw new LabError(
        'file',
        `${file} was written by a newer version of Lathe. Update Lathe, or choose another home with --home.`,
        { file, version, known: migrations.length },
      )
    for (const step of migrations.slice(version)) database.exec(step)
    database.pragma(`user_version = ${migrations.length}`)
  })
  run.immediate()
}

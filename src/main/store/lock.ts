// Locks between processes: one host per home, one download per model. The system frees a lock when its holder dies.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { diskError } from '../../core/files/diskError.ts'
import { LabError } from '../../shared/labError.ts'
import { databaseError } from './databaseError.ts'

/**
 * Takes the home at `folder` for this process; returns the way to give it back. Throws LabError `run` where another
 * process has it, `disk` where it may not be written.
 */
export function lockHome(folder: string, holder: string): () => void {
  return takeLock(
    join(folder, 'lathe.lock'),
    holder,
    (other) =>
      new LabError(
        'run',
        `${other} is using ${folder}. Start runs there, wait until it has ended, or give this command ` +
          'a place of its own with --home.',
        { folder },
      ),
  )
}

/**
 * Takes `file` as a lock; returns the way to give it back. Throws what `busy` makes of the holder's name, or LabError
 * `disk`. SQLite's file lock does the work: unlike a pid file it can be neither stale nor raced.
 */
export function takeLock(file: string, holder: string, busy: (holder: string) => LabError): () => void {
  const note = `${file}.txt`
  let database: Database.Database | undefined
  try {
    database = new Database(file, { timeout: 0 })
    database.exec('BEGIN EXCLUSIVE')
    writeFileSync(note, `${holder} (process ${process.pid})`)
    return () => void database?.close()
  } catch (thrown) {
    database?.close()
    if ((thrown as { code?: string }).code !== 'SQLITE_BUSY')
      throw databaseError(file, diskError(note, thrown))
    throw busy(readNote(note))
  }
}

function readNote(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return 'Another Lathe'
  }
}

// One host per home: the app, the Node host or a training command. The system frees the lock when its holder dies.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { diskError } from '../../core/files/diskError.ts'
import { LabError } from '../../shared/labError.ts'
import { databaseError } from './databaseError.ts'

/**
 * Takes the home at `folder` for this process; returns the way to give it back. Throws LabError `run` where another
 * process has it, `disk` where it may not be written. SQLite's file lock does the work: unlike a pid file it can be neither stale nor raced.
 */
export function lockHome(folder: string, holder: string): () => void {
  const file = join(folder, 'lathe.lock')
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
    throw new LabError(
      'run',
      `${readNote(note)} is using ${folder}. Start runs there, wait until it has ended, or give this command ` +
        'a place of its own with --home.',
      { folder },
      thrown,
    )
  }
}

function readNote(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return 'Another Lathe'
  }
}

// One host per home: the app, the Node host or a training command. The system frees the lock when its holder dies.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { LabError } from '../../shared/labError.ts'

/**
 * Takes the home at `folder` for this process; returns the way to give it back. Throws LabError `run` where another
 * process has it. SQLite's file lock does the work: unlike a pid file it can be neither stale nor raced.
 */
export function lockHome(folder: string, holder: string): () => void {
  const database = new Database(join(folder, 'lathe.lock'), { timeout: 0 })
  const note = join(folder, 'lathe.lock.txt')
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (thrown) {
    database.close()
    if ((thrown as { code?: string }).code !== 'SQLITE_BUSY') throw thrown
    throw new LabError(
      'run',
      `${readNote(note)} is using ${folder}. Start runs there, wait until it has ended, or give this command ` +
        'a place of its own with --home.',
      { folder },
      thrown,
    )
  }
  writeFileSync(note, `${holder} (process ${process.pid})`)
  return () => database.close()
}

function readNote(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return 'Another Lathe'
  }
}

// The table of downloads that have not ended. Their bytes lie in the Hugging Face cache; a row is gone once all are there.
import type { Wanted } from '../hub/downloadModel.ts'
import type { Sqlite } from './database.ts'

export interface StoredDownload {
  readonly id: string
  readonly wanted: Wanted
  /** Why it failed; null where it was paused or the program ended. */
  readonly error: { readonly code: string; readonly message: string } | null
}

export interface DownloadStore {
  /** Adds it, or replaces what was known of it. */
  put(download: StoredDownload): void
  get(id: string): StoredDownload | undefined
  /** Oldest first. */
  list(): StoredDownload[]
  remove(id: string): void
}

interface Row {
  readonly id: string
  readonly wanted: string
  readonly error: string | null
}

export function downloadStore(database: Sqlite): DownloadStore {
  const put = database.prepare(
    `INSERT INTO downloads (id, wanted, error, added) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET wanted = excluded.wanted, error = excluded.error`,
  )
  const one = database.prepare('SELECT id, wanted, error FROM downloads WHERE id = ?')
  const all = database.prepare('SELECT id, wanted, error FROM downloads ORDER BY added, id')
  const remove = database.prepare('DELETE FROM downloads WHERE id = ?')
  const read = ({ id, wanted, error }: Row): StoredDownload => ({
    id,
    wanted: JSON.parse(wanted) as Wanted,
    error: error === null ? null : (JSON.parse(error) as StoredDownload['error']),
  })
  return {
    put: ({ id, wanted, error }) =>
      void put.run(
        id,
        JSON.stringify(wanted),
        error === null ? null : JSON.stringify(error),
        new Date().toISOString(),
      ),
    get: (id) => {
      const row = one.get(id) as Row | undefined
      return row && read(row)
    },
    list: () => (all.all() as Row[]).map(read),
    remove: (id) => void remove.run(id),
  }
}

// The table of model folders that a person added.
import type { Sqlite } from './database.ts'

export interface ModelFolder {
  readonly id: string
  readonly folder: string
}

export interface ModelStore {
  add(model: ModelFolder): void
  /** Oldest first. */
  list(): ModelFolder[]
  /** Forgets the folder; true where it was known. The files stay. */
  remove(id: string): boolean
}

export function modelStore(database: Sqlite): ModelStore {
  const insert = database.prepare('INSERT OR IGNORE INTO models (id, folder, added) VALUES (?, ?, ?)')
  const all = database.prepare('SELECT id, folder FROM models ORDER BY added')
  const remove = database.prepare('DELETE FROM models WHERE id = ?')
  return {
    add: ({ id, folder }) => void insert.run(id, folder, new Date().toISOString()),
    list: () => all.all() as ModelFolder[],
    remove: (id) => remove.run(id).changes > 0,
  }
}

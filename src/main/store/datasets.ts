// The table of datasets; their rows lie in files.
import type { DatasetManifest } from '../../shared/dataset.ts'
import type { Sqlite } from './database.ts'

export interface DatasetStore {
  /** Adds a dataset, or brings a deleted one back under its new name. */
  add(manifest: DatasetManifest): void
  /** Also finds deleted ones, so that old runs and Undo can. */
  get(id: string): DatasetManifest | undefined
  /** Newest first, without the deleted. */
  list(): DatasetManifest[]
  rename(id: string, name: string): void
  setDeleted(id: string, when: string | null): void
  isDeleted(id: string): boolean
  /** Removes for good what was deleted before `when` and no run or recipe uses; returns the ids. */
  purge(when: string): string[]
}

export function datasetStore(database: Sqlite): DatasetStore {
  const insert = database.prepare(
    `INSERT INTO datasets (id, manifest, added) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET manifest = excluded.manifest, deleted = NULL`,
  )
  const read = database.prepare('SELECT manifest FROM datasets WHERE id = ?').pluck()
  const all = database
    .prepare('SELECT manifest FROM datasets WHERE deleted IS NULL ORDER BY added DESC')
    .pluck()
  const rename = database.prepare(
    "UPDATE datasets SET manifest = json_set(manifest, '$.name', ?) WHERE id = ?",
  )
  const mark = database.prepare('UPDATE datasets SET deleted = ? WHERE id = ?')
  const deleted = database.prepare('SELECT 1 FROM datasets WHERE id = ? AND deleted IS NOT NULL')
  const remove = database.prepare(
    `DELETE FROM datasets WHERE deleted < ?
       AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.spec ->> '$.dataset' = datasets.id)
       AND NOT EXISTS (SELECT 1 FROM recipes WHERE recipes.spec ->> '$.dataset' = datasets.id) RETURNING id`,
  )
  return {
    add: (manifest) => void insert.run(manifest.id, JSON.stringify(manifest), new Date().toISOString()),
    get: (id) => {
      const manifest = read.get(id)
      return manifest === undefined ? undefined : toManifest(manifest)
    },
    list: () => all.all().map(toManifest),
    rename: (id, name) => void rename.run(name, id),
    setDeleted: (id, when) => void mark.run(when, id),
    isDeleted: (id) => deleted.get(id) !== undefined,
    purge: (when) => remove.all(when).map((row) => (row as { id: string }).id),
  }
}

function toManifest(json: unknown): DatasetManifest {
  return JSON.parse(String(json)) as DatasetManifest
}

// The table of what is noted of models: folders that a person added, names, checks, and what is deleted.
import type { ModelCheck } from '../../shared/models.ts'
import type { Sqlite } from './database.ts'

export interface ModelFolder {
  readonly id: string
  readonly folder: string
}

/** The last check, and the SHA-256 of each file when the model was first seen. */
export interface StoredCheck extends ModelCheck {
  readonly checksums: Readonly<Record<string, string>>
}

export interface StoredModel extends ModelFolder {
  /** The person's own name for it. */
  readonly title: string | null
  readonly checked: StoredCheck | null
  readonly deleted: string | null
  /** When Lathe fetched it into the Hugging Face cache; null for models that came there or elsewhere by other ways. */
  readonly fetched: string | null
}

export interface ModelStore {
  /** Notes the folder, or brings back one that was deleted. */
  add(model: ModelFolder): void
  /** Oldest first, the deleted among them. */
  list(): StoredModel[]
  rename(model: ModelFolder, title: string): void
  /** Notes that Lathe fetched it; one that was deleted is back. */
  setFetched(model: ModelFolder): void
  setCheck(model: ModelFolder, check: StoredCheck): void
  /** Marks or unmarks as deleted; what was noted stays. */
  setDeleted(model: ModelFolder, when: string | null): void
  /** Forgets all about it. */
  remove(id: string): void
}

export function modelStore(database: Sqlite): ModelStore {
  // What is noted belongs to a folder. On the Hub an id moves on to another one with every commit.
  const moveOn = database.prepare("UPDATE models SET id = 'was ' || folder WHERE id = ? AND folder <> ?")
  const insert = database.prepare(
    `INSERT INTO models (id, folder, added) VALUES (?, ?, ?)
     ON CONFLICT (folder) DO UPDATE SET id = excluded.id`,
  )
  const all = database.prepare(
    'SELECT id, folder, title, checked, deleted, fetched FROM models ORDER BY added',
  )
  const title = database.prepare('UPDATE models SET title = ? WHERE folder = ?')
  const check = database.prepare('UPDATE models SET checked = ? WHERE folder = ?')
  const mark = database.prepare('UPDATE models SET deleted = ? WHERE folder = ?')
  const fetch = database.prepare('UPDATE models SET fetched = ?, deleted = NULL WHERE folder = ?')
  const remove = database.prepare('DELETE FROM models WHERE id = ?')
  const note = ({ id, folder }: ModelFolder): void => {
    moveOn.run(id, folder)
    insert.run(id, folder, new Date().toISOString())
  }
  return {
    add: (model) => {
      note(model)
      mark.run(null, model.folder)
    },
    list: () => all.all().map(toModel),
    rename: (model, name) => {
      note(model)
      title.run(name, model.folder)
    },
    setCheck: (model, checked) => {
      note(model)
      check.run(JSON.stringify(checked), model.folder)
    },
    setDeleted: (model, when) => {
      note(model)
      mark.run(when, model.folder)
    },
    setFetched: (model) => {
      note(model)
      fetch.run(new Date().toISOString(), model.folder)
    },
    remove: (id) => void remove.run(id),
  }
}

function toModel(row: unknown): StoredModel {
  const { checked, ...model } = row as Omit<StoredModel, 'checked'> & { readonly checked: string | null }
  return { ...model, checked: checked === null ? null : (JSON.parse(checked) as StoredCheck) }
}

// The table of what is noted of models: folders that a person added, names, checks, and what is deleted.
import type { ModelCheck } from '../../shared/contract.ts'
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
}

export interface ModelStore {
  /** Notes the folder, or brings back one that was deleted. */
  add(model: ModelFolder): void
  /** Oldest first, the deleted among them. */
  list(): StoredModel[]
  rename(model: ModelFolder, title: string): void
  setCheck(model: ModelFolder, check: StoredCheck): void
  /** Marks or unmarks as deleted; what was noted stays. */
  setDeleted(model: ModelFolder, when: string | null): void
  /** Forgets all about it. */
  remove(id: string): void
}

export function modelStore(database: Sqlite): ModelStore {
  const insert = database.prepare('INSERT OR IGNORE INTO models (id, folder, added) VALUES (?, ?, ?)')
  const all = database.prepare('SELECT id, folder, title, checked, deleted FROM models ORDER BY added')
  const title = database.prepare('UPDATE models SET title = ? WHERE id = ?')
  const check = database.prepare('UPDATE models SET checked = ? WHERE id = ?')
  const mark = database.prepare('UPDATE models SET deleted = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM models WHERE id = ?')
  const note = ({ id, folder }: ModelFolder): void => void insert.run(id, folder, new Date().toISOString())
  return {
    add: (model) => {
      note(model)
      mark.run(null, model.id)
    },
    list: () => all.all().map(toModel),
    rename: (model, name) => {
      note(model)
      title.run(name, model.id)
    },
    setCheck: (model, checked) => {
      note(model)
      check.run(JSON.stringify(checked), model.id)
    },
    setDeleted: (model, when) => {
      note(model)
      mark.run(when, model.id)
    },
    remove: (id) => void remove.run(id),
  }
}

function toModel(row: unknown): StoredModel {
  const { checked, ...model } = row as Omit<StoredModel, 'checked'> & { readonly checked: string | null }
  return { ...model, checked: checked === null ? null : (JSON.parse(checked) as StoredCheck) }
}

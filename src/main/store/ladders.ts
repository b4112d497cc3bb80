// The table of ladders; their rungs are runs.
import type { LadderSpec } from '../../shared/ladder.ts'
import type { Sqlite } from './database.ts'

export interface StoredLadder {
  readonly id: string
  readonly number: number
  readonly name: string
  readonly created: string
  readonly spec: LadderSpec
  readonly deleted: string | null
}

export interface LadderStore {
  add(spec: LadderSpec): StoredLadder
  /** Also finds deleted ones, so that Undo can. */
  get(id: string): StoredLadder | undefined
  /** Newest first, without the deleted. */
  list(): StoredLadder[]
  rename(id: string, name: string): void
  /** Marks it as deleted with the runs that it still has, or brings back what was deleted together. */
  setDeleted(id: string, when: string | null): void
  /** Removes for good what was deleted before `when`. */
  purge(when: string): void
}

export function ladderStore(database: Sqlite): LadderStore {
  const insert = database.prepare('INSERT INTO ladders (name, created, spec) VALUES (?, ?, ?) RETURNING *')
  const read = database.prepare('SELECT * FROM ladders WHERE id = ?')
  const all = database.prepare('SELECT * FROM ladders WHERE deleted IS NULL ORDER BY number DESC')
  const rename = database.prepare('UPDATE ladders SET name = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM ladders WHERE deleted < ?')
  const mark = database.prepare('UPDATE ladders SET deleted = ? WHERE id = ?')
  const markRuns = database.prepare(
    `UPDATE runs SET deleted = @when WHERE rung ->> '$.ladder' = @id
       AND deleted IS (SELECT deleted FROM ladders WHERE id = @id)`,
  )
  return {
    add: database.transaction((spec: LadderSpec) =>
      toLadder(insert.get(spec.name, new Date().toISOString(), JSON.stringify(spec))),
    ),
    get: (id) => {
      const row = read.get(id)
      return row === undefined ? undefined : toLadder(row)
    },
    list: () => all.all().map(toLadder),
    rename: (id, name) => void rename.run(name, id),
    setDeleted: database.transaction((id: string, when: string | null) => {
      // With its name: a run that was deleted by itself at the same moment stays away when the ladder comes back.
      const stamp = when === null ? null : `${when} ${id}`
      markRuns.run({ id, when: stamp })
      mark.run(stamp, id)
    }),
    purge: (when) => void remove.run(when),
  }
}

function toLadder(row: unknown): StoredLadder {
  const ladder = row as Omit<StoredLadder, 'spec'> & { readonly spec: string }
  return { ...ladder, spec: JSON.parse(ladder.spec) as LadderSpec }
}

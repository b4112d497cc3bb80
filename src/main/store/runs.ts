// The table of runs.
import type { Statement } from 'better-sqlite3'
import type { RunInfo } from '../../shared/runInfo.ts'
import type { RunState } from '../../shared/run.ts'
import type { Sqlite } from './database.ts'

/** A run as stored. `modelFolder` is where its model lay when it was started. */
export type StoredRun = Readonly<Omit<RunInfo, 'canContinue'> & { modelFolder: string }>
export type NewRun = Pick<
  StoredRun,
  'name' | 'spec' | 'datasetName' | 'datasetHash' | 'modelTitle' | 'modelFolder'
> &
  Partial<Pick<StoredRun, 'rung' | 'recipe'>>
export type RunChange = Partial<Omit<StoredRun, 'id' | 'number' | 'created'>>

export interface RunStore {
  add(run: NewRun): StoredRun
  /** A run that has ended before it came here; `place` puts its files where its id says, or throws, and there is no run. */
  addEnded(run: NewRun, end: RunChange, place: (id: string) => void): StoredRun
  /** Also finds deleted runs, so that Undo can. */
  get(id: string): StoredRun | undefined
  /** Newest first, without the deleted. */
  list(): StoredRun[]
  /** In order of creation, without the deleted; runs of their own before those of a ladder or recipe. */
  inState(...states: RunState[]): StoredRun[]
  /** In order of creation, without the deleted. */
  ofLadder(ladder: string): StoredRun[]
  /** In order of creation, without the deleted. */
  ofRecipe(recipe: string): StoredRun[]
  update(id: string, change: RunChange): StoredRun
  /** Marks or unmarks as deleted; the row stays. */
  setDeleted(id: string, when: string | null): void
  isDeleted(id: string): boolean
  /** Removes for good what was deleted before `when`; returns the ids. */
  purge(when: string): string[]
}

const jsonColumns = new Set(['spec', 'progress', 'result', 'outOfDomain', 'error', 'rung', 'recipe'])

export function runStore(database: Sqlite): RunStore {
  const read = database.prepare('SELECT * FROM runs WHERE id = ?')
  const all = database.prepare('SELECT * FROM runs WHERE deleted IS NULL ORDER BY number DESC')
  const insert = database.prepare(
    `INSERT INTO runs (name, state, created, spec, datasetName, datasetHash, modelTitle, modelFolder, rung, recipe)
     VALUES (@name, 'queued', @created, @spec, @datasetName, @datasetHash, @modelTitle, @modelFolder, @rung, @recipe)
     RETURNING *`,
  )
  const onLadder = database.prepare(
    "SELECT * FROM runs WHERE deleted IS NULL AND rung ->> '$.ladder' = ? ORDER BY number",
  )
  const inRecipe = database.prepare(
    "SELECT * FROM runs WHERE deleted IS NULL AND recipe ->> '$.recipe' = ? ORDER BY number",
  )
  const mark = database.prepare('UPDATE runs SET deleted = ? WHERE id = ?')
  const deleted = database.prepare('SELECT 1 FROM runs WHERE id = ? AND deleted IS NOT NULL')
  const remove = database.prepare('DELETE FROM runs WHERE deleted < ? RETURNING id')
  // RETURNING answers before the change is on disk: only a transaction's end tells of a full disk.
  const getKept = database.transaction((statement: Statement, values: unknown[]) => statement.get(...values))
  const add = (run: NewRun): StoredRun =>
    toRun(
      getKept(insert, [
        {
          ...run,
          spec: JSON.stringify(run.spec),
          rung: run.rung ? JSON.stringify(run.rung) : null,
          recipe: run.recipe ? JSON.stringify(run.recipe) : null,
          created: new Date().toISOString(),
        },
      ]),
    )
  const update = (id: string, change: RunChange): StoredRun => {
    const columns = Object.keys(change)
    const values = Object.entries(change).map(([column, value]) =>
      jsonColumns.has(column) && value !== null ? JSON.stringify(value) : value,
    )
    const set = columns.map((column) => `${column} = ?`).join(', ')
    return toRun(
      getKept(database.prepare(`UPDATE runs SET ${set} WHERE id = ? RETURNING *`), [...values, id]),
    )
  }
  return {
    add,
    // Nobody else sees it waiting to be trained.
    addEnded: (run, end, place) =>
      database.transaction(() => {
        const { id } = add(run)
        place(id)
        return update(id, end)
      })(),
    get: (id) => {
      const row = read.get(id)
      return row === undefined ? undefined : toRun(row)
    },
    list: () => all.all().map(toRun),
    inState: (...states) =>
      database
        .prepare(
          `SELECT * FROM runs WHERE deleted IS NULL AND state IN (${states.map(() => '?').join()}) ORDER BY rung IS NOT NULL OR recipe IS NOT NULL, number`,
        )
        .all(...states)
        .map(toRun),
    ofLadder: (ladder) => onLadder.all(ladder).map(toRun),
    ofRecipe: (recipe) => inRecipe.all(recipe).map(toRun),
    update,
    setDeleted: (id, when) => void mark.run(when, id),
    isDeleted: (id) => deleted.get(id) !== undefined,
    purge: (when) => remove.all(when).map((row) => (row as { id: string }).id),
  }
}

function toRun(row: unknown): StoredRun {
  const { deleted: _, ...columns } = row as Record<string, string | number | null>
  const entries = Object.entries(columns).map(([column, value]) =>
    jsonColumns.has(column) && value !== null ? [column, JSON.parse(String(value))] : [column, value],
  )
  return Object.fromEntries(entries) as StoredRun
}

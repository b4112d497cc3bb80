// The tables of recipes and of what their works have found; their other steps are runs.
import type { Json } from '../../shared/json.ts'
import type { RecipeInfo, RecipeSpec, RecipeState } from '../../shared/recipe.ts'
import type { LanguageModel } from '../../core/models/family.ts'
import type { Sqlite } from './database.ts'

export interface StoredRecipe {
  readonly id: string
  readonly number: number
  readonly name: string
  readonly created: string
  readonly spec: RecipeSpec
  /** As it was when the recipe started. */
  readonly model: {
    readonly title: string
    readonly folder: string
    readonly hidden: number
    readonly languageModel: LanguageModel['kind']
  }
  readonly state: RecipeState
  readonly error: RecipeInfo['error']
  readonly deleted: string | null
}

export interface RecipeStore {
  add(spec: RecipeSpec, model: StoredRecipe['model']): StoredRecipe
  /** Also finds deleted ones, so that Undo can. */
  get(id: string): StoredRecipe | undefined
  /** Newest first, without the deleted. */
  list(): StoredRecipe[]
  rename(id: string, name: string): void
  setState(id: string, state: RecipeState, error?: RecipeInfo['error']): void
  /** What the works of a recipe have found, by step. */
  works(id: string): ReadonlyMap<string, Json>
  keepWork(id: string, step: string, result: Json): void
  /** Marks it as deleted with the runs that it still has, or brings back what was deleted together. */
  setDeleted(id: string, when: string | null): void
  /** Removes for good what was deleted before `when`. */
  purge(when: string): void
}

export function recipeStore(database: Sqlite): RecipeStore {
  const insert = database.prepare(
    "INSERT INTO recipes (name, created, spec, model, state) VALUES (?, ?, ?, ?, 'running') RETURNING *",
  )
  const read = database.prepare('SELECT * FROM recipes WHERE id = ?')
  const all = database.prepare('SELECT * FROM recipes WHERE deleted IS NULL ORDER BY number DESC')
  const rename = database.prepare('UPDATE recipes SET name = ? WHERE id = ?')
  const setState = database.prepare('UPDATE recipes SET state = ?, error = ? WHERE id = ?')
  const found = database.prepare('SELECT step, result FROM recipeWorks WHERE recipe = ?')
  const keep = database.prepare('INSERT OR REPLACE INTO recipeWorks (recipe, step, result) VALUES (?, ?, ?)')
  const mark = database.prepare('UPDATE recipes SET deleted = ? WHERE id = ?')
  const markRuns = database.prepare(
    `UPDATE runs SET deleted = @when WHERE recipe ->> '$.recipe' = @id
       AND deleted IS (SELECT deleted FROM recipes WHERE id = @id)`,
  )
  const removeWorks = database.prepare(
    'DELETE FROM recipeWorks WHERE recipe IN (SELECT id FROM recipes WHERE deleted < ?)',
  )
  const remove = database.prepare('DELETE FROM recipes WHERE deleted < ?')
  return {
    add: database.transaction((spec: RecipeSpec, model: StoredRecipe['model']) =>
      toRecipe(insert.get(spec.name, new Date().toISOString(), JSON.stringify(spec), JSON.stringify(model))),
    ),
    get: (id) => {
      const row = read.get(id)
      return row === undefined ? undefined : toRecipe(row)
    },
    list: () => all.all().map(toRecipe),
    rename: (id, name) => void rename.run(name, id),
    setState: (id, state, error = null) => void setState.run(state, error && JSON.stringify(error), id),
    works: (id) => {
      const rows = found.all(id) as { step: string; result: string }[]
      return new Map(rows.map(({ step, result }) => [step, JSON.parse(result) as Json]))
    },
    keepWork: (id, step, result) => void keep.run(id, step, JSON.stringify(result)),
    setDeleted: database.transaction((id: string, when: string | null) => {
      // With its name: a run that was deleted by itself at the same moment stays away when the recipe comes back.
      const stamp = when === null ? null : `${when} ${id}`
      markRuns.run({ id, when: stamp })
      mark.run(stamp, id)
    }),
    purge: database.transaction((when: string) => {
      removeWorks.run(when)
      remove.run(when)
    }),
  }
}

function toRecipe(row: unknown): StoredRecipe {
  const recipe = row as Readonly<Record<'spec' | 'model', string> & { error: string | null }>
  return {
    ...recipe,
    spec: JSON.parse(recipe.spec),
    model: JSON.parse(recipe.model),
    error: recipe.error === null ? null : JSON.parse(recipe.error),
  } as StoredRecipe
}

// All tables of one home together.
import { openDatabase } from './database.ts'
import { withDatabaseErrors } from './databaseError.ts'
import { type DatasetStore, datasetStore } from './datasets.ts'
import { type DownloadStore, downloadStore } from './downloads.ts'
import { type LadderStore, ladderStore } from './ladders.ts'
import { type ModelStore, modelStore } from './models.ts'
import { type PointStore, pointStore } from './points.ts'
import { type RecipeStore, recipeStore } from './recipes.ts'
import { type RunStore, runStore } from './runs.ts'
import { type SettingsStore, settingsStore } from './settings.ts'

export interface Store {
  readonly runs: RunStore
  readonly points: PointStore
  readonly ladders: LadderStore
  readonly recipes: RecipeStore
  readonly datasets: DatasetStore
  readonly models: ModelStore
  readonly downloads: DownloadStore
  readonly settings: SettingsStore
  close(): void
}

/** Opens the database at `file`, made or migrated as needed. It and its tables throw LabErrors: see databaseError.ts. */
export function openStore(file: string): Store {
  const database = openDatabase(file)
  return {
    runs: withDatabaseErrors(runStore(database), file),
    points: withDatabaseErrors(pointStore(database), file),
    ladders: withDatabaseErrors(ladderStore(database), file),
    recipes: withDatabaseErrors(recipeStore(database), file),
    datasets: withDatabaseErrors(datasetStore(database), file),
    downloads: withDatabaseErrors(downloadStore(database), file),
    models: withDatabaseErrors(modelStore(database), file),
    settings: withDatabaseErrors(settingsStore(database), file),
    close: () => void database.close(),
  }
}

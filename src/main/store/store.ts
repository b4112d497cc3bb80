// All tables of one home together.
import { openDatabase } from './database.ts'
import { type DatasetStore, datasetStore } from './datasets.ts'
import { type ModelStore, modelStore } from './models.ts'
import { type PointStore, pointStore } from './points.ts'
import { type RunStore, runStore } from './runs.ts'
import { type SettingsStore, settingsStore } from './settings.ts'

export interface Store {
  readonly runs: RunStore
  readonly points: PointStore
  readonly datasets: DatasetStore
  readonly models: ModelStore
  readonly settings: SettingsStore
  close(): void
}

/** Opens the database at `file`, made or migrated as needed. */
export function openStore(file: string): Store {
  const database = openDatabase(file)
  return {
    runs: runStore(database),
    points: pointStore(database),
    datasets: datasetStore(database),
    models: modelStore(database),
    settings: settingsStore(database),
    close: () => void database.close(),
  }
}

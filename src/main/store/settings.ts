// The person's settings, kept as one row per changed value.
import { type Settings, settings } from '../../shared/settings.ts'
import type { Sqlite } from './database.ts'

export interface SettingsStore {
  get(): Settings
  set(values: Settings): Settings
}

export function settingsStore(database: Sqlite): SettingsStore {
  const all = database.prepare('SELECT key, value FROM settings').raw()
  const write = database.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)')
  const get = (): Settings =>
    settings.parse(
      Object.fromEntries((all.all() as [string, string][]).map(([key, json]) => [key, JSON.parse(json)])),
    )
  return {
    get,
    set: (values) => {
      for (const [key, value] of Object.entries(values)) write.run(key, JSON.stringify(value))
      return get()
    },
  }
}

// The folder that holds everything of one laboratory: database, datasets, runs, models, uploads.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import envPaths from 'env-paths'
import { LabError } from '../shared/labError.ts'

export interface Home {
  readonly folder: string
  readonly database: string
  readonly uploads: string
  /** Models that live in the home: fetched, pretrained, or put there by hand. */
  readonly models: string
  /** Deleted models, each in a folder by its id. */
  readonly trash: string
  dataset(id: string): string
  run(id: string): string
}

/** The home's place: `--home`, else LATHE_HOME, else where the system keeps application data. */
export function homeFolder(chosen?: string): string {
  return resolve(chosen ?? process.env['LATHE_HOME'] ?? envPaths('Lathe', { suffix: '' }).data)
}

/** Makes the folders that are missing. Throws LabError `disk` where that cannot be done. */
export function openHome(folder: string): Home {
  const home: Home = {
    folder,
    database: join(folder, 'lathe.sqlite'),
    uploads: join(folder, 'uploads'),
    models: join(folder, 'models'),
    trash: join(folder, 'trash'),
    dataset: (id) => join(folder, 'datasets', id),
    run: (id) => join(folder, 'runs', id),
  }
  try {
    for (const part of [home.uploads, home.models, home.trash, home.dataset(''), home.run('')])
      mkdirSync(part, { recursive: true })
  } catch (thrown) {
    throw new LabError(
      'disk',
      `Lathe cannot make its folders in ${folder}: ${(thrown as Error).message}. Choose another place with --home.`,
      { folder },
      thrown,
    )
  }
  return home
}

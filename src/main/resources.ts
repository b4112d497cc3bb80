// Where the files that come with Lathe lie: sources, the built out/ folder, or a packaged app.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LabError } from '../shared/labError.ts'

/** The path of something in resources/, e.g. resource('sample'). */
export function resource(name: string): string {
  // electron-builder copies resources/ beside the asar, because a model cannot be mapped into memory from inside it.
  const packaged = (process as { resourcesPath?: string }).resourcesPath
  if (packaged && existsSync(join(packaged, name))) return join(packaged, name)
  return join(projectFolder(), 'resources', name)
}

/** The folder that holds package.json: the checkout, or the inside of a packaged app. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder)
      throw new LabError(
        'file',
        'Lathe’s own files are incomplete: package.json is missing. Install it again.',
      )
    folder = parent
  }
  return folder
}

/** Whether this is the built program (out/main/*.js) and not the TypeScript sources. */
export function isBuilt(): boolean {
  return !import.meta.url.endsWith('.ts')
}

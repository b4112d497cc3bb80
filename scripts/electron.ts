// Electron's binary: whether it is here, and how to bring it. Electron fetches it on first use, not on `npm ci`.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const folder = resolve(import.meta.dirname, '../node_modules/electron')

/** The path of Electron's binary; null where it has not been fetched. */
export function electronBinary(): string | null {
  const record = join(folder, 'path.txt')
  if (!existsSync(record)) return null
  const place = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist')
  const binary = join(place, readFileSync(record, 'utf8'))
  return existsSync(binary) ? binary : null
}

/** Fetches the binary where it is missing; null when that fails or takes more than five minutes. */
export function bringElectron(): string | null {
  const present = electronBinary()
  if (present !== null) return present
  console.log("Fetching Electron's binary (about 110 MB, only once) ...")
  spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: 300_000 })
  return electronBinary()
}

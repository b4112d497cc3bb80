// Builds out/ when a source is newer in content than the last build: node scripts/build.ts
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const stamp = join(root, 'out', '.sources')

/** One number for everything that goes into the build; contents, because a checkout changes times. */
function sourcesHash(): string {
  const hash = createHash('sha256')
  const files = globSync(['src/**/*', 'electron.vite.config.ts', 'package-lock.json', 'tsconfig*.json'], {
    cwd: root,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile() && !/\.test(-d)?\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
  for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}

/** Brings out/ up to date. Returns whether it is. */
export function build(): boolean {
  const sources = sourcesHash()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return true
  console.log('Building ...')
  const program = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const done = spawnSync(process.execPath, [program, 'build', '--logLevel', 'warn'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (done.status === 0) writeFileSync(stamp, sources)
  else console.error(`${done.stdout}${done.stderr}`.trimEnd())
  return done.status === 0
}

if (import.meta.main) process.exitCode = build() ? 0 : 1

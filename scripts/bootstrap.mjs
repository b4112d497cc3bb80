// Brings what a fresh machine lacks (packages, Node 24), then runs a script under Node 24:
//   node scripts/bootstrap.mjs scripts/start.ts [arguments]
// The only file that older Nodes run, therefore plain JavaScript without packages.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const windows = process.platform === 'win32'
const node24 = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')

/**
 * Whether node_modules holds what package-lock.json asks for.
 * npm writes what it installed into node_modules/.package-lock.json.
 */
function isInstalled() {
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record) || !existsSync(node24)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(record, 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  )
}

/** Runs npm quietly, the npm that started this program where there is one. */
function npm(words) {
  const path = process.env.npm_execpath
  const done = spawnSync(
    path ? (process.env.npm_node_execpath ?? process.execPath) : 'npm',
    [...(path ? [path] : []), ...words, '--no-fund', '--no-audit', '--loglevel=error'],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: windows && !path },
  )
  return done.status === 0
}

function install() {
  // Windows cannot delete a running program, and `npm ci` would delete the Node that runs this file.
  const command = existsSync(join(root, 'node_modules')) ? 'install' : 'ci'
  console.log(`Installing packages (npm ${command}) ...`)
  // .npmrc turns install scripts off: npm would compile better-sqlite3, which brings its binary, and onnxruntime-node would
  // fetch CUDA. Only the package "node" needs its own, which puts the program in place.
  return npm([command]) && (existsSync(node24) || npm(['rebuild', 'node', '--ignore-scripts=false']))
}

if (!isInstalled() && !(install() && isInstalled())) {
  console.error('The packages could not be installed. What npm says is above; then try again.')
  process.exit(1)
}

const path = [dirname(node24), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
const child = spawn(node24, process.argv.slice(2), {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: path, Path: path },
})
// Ctrl+C reaches the child by itself, because both share the terminal; this process only has to wait for it.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('error', (error) => {
  console.error(`Node 24 did not start: ${error.message}`)
  process.exit(1)
})
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))

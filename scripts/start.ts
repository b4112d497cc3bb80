// `npm start`: builds what is stale and opens Lathe: the desktop window, or else the Node host and a browser.
import { spawn, spawnSync } from 'node:child_process'
import { delimiter, join, resolve } from 'node:path'
import { existsSync } from 'node:fs'
import { build } from './build.ts'
import { bringElectron } from './electron.ts'

const root = resolve(import.meta.dirname, '..')
const linux = process.platform === 'linux'

/** A desktop that ends this soon with an error did not really start. */
const falseStartMilliseconds = 5000

/** Why there can be no desktop window here; null where nothing speaks against it. */
function whyNoWindow(): string | null {
  if (process.argv.includes('--browser')) return 'it was asked for'
  if (linux && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'there is no screen'
  if (linux && process.getuid?.() === 0) return 'Electron does not run as root'
  return null
}

/** Opens the desktop window and waits for its end; says why where it did not come up. */
async function desktop(binary: string): Promise<string | null> {
  const started = Date.now()
  const environment = { ...process.env }
  // It would make Electron a plain Node.
  delete environment['ELECTRON_RUN_AS_NODE']
  const child = spawn(binary, [root], { stdio: 'inherit', env: environment })
  const code = await new Promise<number | string>((done) => {
    child.on('error', (error) => done(error.message))
    child.on('exit', (status, signal) => done(status ?? signal ?? 0))
  })
  if (code === 0 || Date.now() - started > falseStartMilliseconds) {
    process.exitCode = typeof code === 'number' ? code : 1
    return null
  }
  return `Electron ended at once (${code})`
}

/** Runs the Node host, passes on what it says, and opens its address in a browser where there is one. */
function nodeHost(): void {
  const child = spawn(process.execPath, [join(root, 'out', 'main', 'server.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text)
    const before = said
    said += text
    const address = /ready at (\S+)\n/
    const ready = address.exec(said)
    if (ready?.[1] !== undefined && !address.test(before)) openBrowser(ready[1])
  })
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code) => (process.exitCode = code ?? 0))
}

function openBrowser(address: string): void {
  if (process.env['CI'] || process.env['SSH_CONNECTION']) return
  if (linux && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  if (linux && !folders.some((folder) => existsSync(join(folder, 'xdg-open')))) return
  // Windows: `start` would need a shell, and & in an address means something to it.
  if (process.platform === 'win32') spawnSync('rundll32', ['url.dll,FileProtocolHandler', address])
  else spawn(linux ? 'xdg-open' : 'open', [address], { stdio: 'ignore', detached: true }).unref()
}

async function start(): Promise<void> {
  if (!build()) {
    process.exitCode = 1
    return
  }
  let reason = whyNoWindow()
  if (reason === null) {
    const binary = bringElectron()
    reason = binary === null ? "Electron's binary could not be fetched" : await desktop(binary)
  }
  if (reason === null) return
  console.log(`No desktop window, because ${reason}; Lathe serves its window to your browser instead.`)
  nodeHost()
}

await start()

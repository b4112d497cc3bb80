// The command line as benchmarks use it.
import { spawn } from 'node:child_process'

/** What a command of Lathe answers with --json. Throws where it fails. */
export function lathe<T>(command: string, words: readonly string[]): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['src/main/cli.ts', command, ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += String(chunk)))
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(out) as T) : reject(new Error(`lathe ${command} ended with ${code}`)),
    )
  })
}

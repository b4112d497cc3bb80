// The command line as a real child process.
import { spawn, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'

const cli = resolve(import.meta.dirname, '../out/main/cli.js')

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Command {
  readonly process: ChildProcess
  readonly finished: Promise<Finished>
}

const started = new Set<ChildProcess>()

/** Ends whatever a failed test left running. */
export function endCommands(): void {
  for (const command of started) command.kill('SIGKILL')
}

/** Starts `lathe` with `words`. */
export function startLathe(home: string, words: readonly string[]): Command {
  // Playwright sets FORCE_COLOR; beside a person's NO_COLOR, Node would warn on stderr.
  const { FORCE_COLOR: _, ...environment } = process.env
  const child = spawn(process.execPath, [cli, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment, LATHE_HOME: home },
  })
  started.add(child)
  child.on('close', () => started.delete(child))
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const finished = new Promise<Finished>((done, fail) => {
    child.on('error', fail)
    child.on('close', (code) => done({ code, stdout, stderr }))
  })
  return { process: child, finished }
}

/** Runs `lathe` with `words` to its end. */
export function lathe(home: string, ...words: string[]): Promise<Finished> {
  return startLathe(home, words).finished
}

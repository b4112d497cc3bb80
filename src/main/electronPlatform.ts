// Worker processes under Electron.
import { utilityProcess } from 'electron'
import type { FromWorker } from '../shared/jobs.ts'
import type { WorkerProcess } from './host/platform.ts'
import { keepTail } from './host/tail.ts'

/** Forks `entry` as a utility process: it works with the runAsNode fuse off, and its crash takes nothing with it. */
export function forkElectron(entry: string): WorkerProcess {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Lathe trainer',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const stderr = keepTail(child.stderr)
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
    send: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', (message: FromWorker) => listener(message)),
    onEnd: (listener) => child.on('exit', (code) => listener({ code, signal: null, stderr: stderr() })),
    // SIGTERM on POSIX: Node's default handler ends at once, and the worker sets none.
    kill: () => void child.kill(),
  }
}

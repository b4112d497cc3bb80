// Worker processes under plain Node.
import { fork } from 'node:child_process'
import type { FromWorker } from '../../shared/jobs.ts'
import type { WorkerProcess } from './platform.ts'
import { keepTail } from './tail.ts'

/** Forks `entry` as a worker process. */
export function forkNode(entry: string): WorkerProcess {
  const child = fork(entry, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  })
  const stderr = keepTail(child.stderr)
  return {
    send: (message) => {
      // A worker that is just ending takes no more messages; its end is told by onEnd.
      if (child.connected) child.send(message, () => {})
    },
    onMessage: (listener) => child.on('message', (message) => listener(message as FromWorker)),
    onEnd: (listener) => {
      let ended = false
      const end = (code: number | null, signal: string | null, text: string): void => {
        if (!ended) listener({ code, signal, stderr: text })
        ended = true
      }
      // 'close' comes after the pipes and the message channel are drained, unlike 'exit'.
      child.on('close', (code, signal) => end(code, signal, stderr()))
      child.on('error', (error) => end(null, null, String(error)))
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

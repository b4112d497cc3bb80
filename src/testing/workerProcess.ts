// Runs a job in a real worker process, as the hosts do.
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { FromWorker, Job, ToWorker } from '../shared/jobs.ts'

export interface WorkerOptions {
  readonly env?: { readonly [name: string]: string }
  /** Hears every message; may talk to the worker or kill it. */
  readonly onMessage?: (message: FromWorker, worker: Worker) => void
}

export interface Worker {
  send(message: ToWorker): void
  kill(): void
}

export interface Ended {
  readonly messages: readonly FromWorker[]
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

const entry = join(import.meta.dirname, '..', 'worker', 'trainer.ts')
const lastWords: readonly FromWorker['kind'][] = [
  ...(['planned', 'probed', 'trained', 'evaluated', 'changed', 'exported'] as const),
  ...(['tokens', 'verified', 'devices', 'pretrained', 'failed'] as const),
]

/** Everything the worker said until its last word or its death. */
export async function runWorker(job: Job, { env = {}, onMessage }: WorkerOptions = {}): Promise<Ended> {
  const child = fork(entry, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    env: { ...process.env, ...env },
  })
  const messages: FromWorker[] = []
  const worker: Worker = { send: (message) => child.send(message), kill: () => child.kill('SIGKILL') }
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.on('message', (raw) => {
    const message = raw as FromWorker
    messages.push(message)
    onMessage?.(message, worker)
    // One question that failed is not the end.
    if (lastWords.includes(message.kind) && !('question' in message)) worker.kill()
  })
  worker.send({ kind: 'job', job })
  return { messages, signal: await closed(child), stderr }
}

function closed(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    child.on('close', (_, signal) => resolve(signal))
    child.on('error', reject)
  })
}

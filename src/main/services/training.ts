// One run's training process, from fork to end.
import type { FromWorker, Job } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import type { RunResult } from '../../shared/run.ts'
import type { HostPlatform } from '../host/platform.ts'
import { explainEnd } from './workerEnd.ts'

export type TrainingEnd =
  | {
      readonly kind: 'trained'
      readonly state: 'done' | 'stopped'
      readonly result: RunResult
      readonly note: string
    }
  | { readonly kind: 'killed' }
  | { readonly kind: 'failed'; readonly error: LabError }

export interface Training {
  /** Asks it to keep a checkpoint and end; kills it where it then says nothing for `graceSeconds`. */
  stop(): void
  /** Ends it this moment; its newest checkpoint on disk stays. */
  kill(): void
  /** Ends it this moment, because of `error`. */
  fail(error: LabError): void
  /** Resolves once the process is gone. Never rejects. */
  readonly ended: Promise<TrainingEnd & { stderr: string }>
}

/** Long enough to write a checkpoint of a large model to a slow disk. Scoring what was kept reports every second. */
const graceSeconds = 60

/** Starts `job`; every message but its last word goes to `onMessage`. */
export function startTraining(
  platform: HostPlatform,
  job: Extract<Job, { kind: 'train' }>,
  onMessage: (message: FromWorker) => void,
): Training {
  const worker = platform.forkWorker()
  let outcome: TrainingEnd | undefined
  let grace: NodeJS.Timeout | undefined
  const kill = (): void => {
    outcome ??= { kind: 'killed' }
    worker.kill()
  }
  const ended = new Promise<TrainingEnd & { stderr: string }>((resolve) => {
    worker.onEnd((end) => {
      clearTimeout(grace)
      resolve({ ...(outcome ?? { kind: 'failed', error: explainEnd(end) }), stderr: end.stderr })
    })
  })
  worker.onMessage((message) => {
    if (outcome) return
    if (message.kind === 'trained') outcome = message
    else if (message.kind === 'failed')
      outcome = {
        kind: 'failed',
        error: new LabError(message.error.code, message.error.message, message.error.details),
      }
    else {
      grace?.refresh()
      return onMessage(message)
    }
    worker.kill()
  })
  worker.send({ kind: 'job', job })
  return {
    stop: () => {
      worker.send({ kind: 'stop' })
      grace = setTimeout(kill, graceSeconds * 1000)
    },
    kill,
    fail: (error) => {
      outcome ??= { kind: 'failed', error }
      worker.kill()
    },
    ended,
  }
}

// One question to one worker process: fork, send the job, take the answer, end the process.
import type { FromWorker, Job } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import type { HostPlatform } from '../host/platform.ts'
import { explainEnd } from './workerEnd.ts'

export type Answer<K extends FromWorker['kind']> = Extract<FromWorker, { kind: K }>

/** For a job that takes its time. */
export interface Watch {
  readonly onPoints?: ((news: Answer<'points'>) => void) | undefined
  /** Aborting asks the worker to keep what it has and end; it still answers. */
  readonly stop?: AbortSignal
  /** Aborting ends the process at once; the question is rejected with the signal's reason. */
  readonly kill?: AbortSignal
}

/**
 * Does `job` in a process of its own and resolves with its message of kind `answer`. Rejects with the worker's own
 * LabError, or with `crashed` or `memory` where it died.
 */
export function askWorker<K extends FromWorker['kind']>(
  platform: Pick<HostPlatform, 'forkWorker'>,
  job: Job,
  answer: K,
  { onPoints, stop, kill }: Watch = {},
): Promise<Answer<K>> {
  return new Promise((resolve, reject) => {
    const worker = platform.forkWorker()
    worker.onMessage((message) => {
      if (message.kind === answer) resolve(message as Answer<K>)
      else if (message.kind === 'failed')
        reject(new LabError(message.error.code, message.error.message, message.error.details))
      else if (message.kind === 'points') return onPoints?.(message)
      else return
      worker.kill()
    })
    worker.onEnd((end) => reject(explainEnd(end)))
    stop?.addEventListener('abort', () => worker.send({ kind: 'stop' }), { once: true })
    kill?.addEventListener(
      'abort',
      () => {
        reject(LabError.from(kill.reason))
        worker.kill()
      },
      { once: true },
    )
    worker.send({ kind: 'job', job })
  })
}

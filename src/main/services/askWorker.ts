// One question to one worker process: fork, send the job, take the answer, end the process.
import type { FromWorker, Job } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import type { HostPlatform } from '../host/platform.ts'
import { explainEnd } from './workerEnd.ts'

export type Answer<K extends FromWorker['kind']> = Extract<FromWorker, { kind: K }>

/**
 * Does `job` in a process of its own and resolves with its message of kind `answer`. Rejects with the worker's own
 * LabError, or with `crashed` or `memory` where it died.
 */
export function askWorker<K extends FromWorker['kind']>(
  platform: HostPlatform,
  job: Job,
  answer: K,
): Promise<Answer<K>> {
  return new Promise((resolve, reject) => {
    const worker = platform.forkWorker()
    worker.onMessage((message) => {
      if (message.kind === answer) resolve(message as Answer<K>)
      else if (message.kind === 'failed')
        reject(new LabError(message.error.code, message.error.message, message.error.details))
      else return
      worker.kill()
    })
    worker.onEnd((end) => reject(explainEnd(end)))
    worker.send({ kind: 'job', job })
  })
}

// Trained models kept in memory for "Try it": one process per run, ended when nobody has asked for a while.
import type { Predicted, RunPlace } from '../../shared/jobs.ts'
import type { Example } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import type { HostPlatform, WorkerProcess } from '../host/platform.ts'
import { explainEnd } from './workerEnd.ts'

export interface Answer {
  readonly milliseconds: number
  readonly predictions: readonly Predicted[]
}

interface Question {
  readonly examples: readonly Example[]
  resolve(answer: Answer): void
  reject(error: LabError): void
}

interface Predictor {
  readonly worker: WorkerProcess
  readonly pending: Map<number, Question>
  /** Whether its model is loaded; what is asked before waits. */
  ready: boolean
  idle?: NodeJS.Timeout
}

export class Predictors {
  readonly #platform: HostPlatform
  readonly #idleSeconds: number
  readonly #predictors = new Map<string, Predictor>()
  #next = 1

  constructor(platform: HostPlatform, idleSeconds = 300) {
    this.#platform = platform
    this.#idleSeconds = idleSeconds
  }

  /** Predicts `examples` with the run's best checkpoint. Rejects with the worker's LabError. */
  predict(run: string, place: RunPlace, examples: readonly Example[]): Promise<Answer> {
    const predictor = this.#predictors.get(run) ?? this.#open(run, place)
    clearTimeout(predictor.idle)
    predictor.idle = setTimeout(() => this.close(run), this.#idleSeconds * 1000).unref()
    return new Promise((resolve, reject) => {
      const id = this.#next++
      predictor.pending.set(id, { examples, resolve, reject })
      if (predictor.ready) predictor.worker.send({ kind: 'predict', id, examples })
    })
  }

  /** Ends the run's process, e.g. because the run trains on. Questions under way are rejected. */
  close(run: string): void {
    const predictor = this.#predictors.get(run)
    if (predictor)
      this.#end(run, predictor, new LabError('run', 'The run has just changed. Ask once again.', { run }))
  }

  closeAll(): void {
    for (const run of this.#predictors.keys()) this.close(run)
  }

  #open(run: string, place: RunPlace): Predictor {
    const predictor: Predictor = { worker: this.#platform.forkWorker(), pending: new Map(), ready: false }
    const { worker, pending } = predictor
    worker.onMessage((message) => {
      if (message.kind === 'ready') {
        predictor.ready = true
        for (const [id, { examples }] of pending) worker.send({ kind: 'predict', id, examples })
      } else if (message.kind === 'predicted') {
        pending.get(message.id)?.resolve(message)
        pending.delete(message.id)
      } else if (message.kind === 'failed')
        this.#end(
          run,
          predictor,
          new LabError(message.error.code, message.error.message, message.error.details),
        )
    })
    worker.onEnd((end) => this.#end(run, predictor, explainEnd(end)))
    worker.send({ kind: 'job', job: { kind: 'predictor', place } })
    this.#predictors.set(run, predictor)
    return predictor
  }

  #end(run: string, predictor: Predictor, error: LabError): void {
    // Another one may have taken its place since.
    if (this.#predictors.get(run) === predictor) this.#predictors.delete(run)
    clearTimeout(predictor.idle)
    for (const question of predictor.pending.values()) question.reject(error)
    predictor.pending.clear()
    predictor.worker.kill()
  }
}

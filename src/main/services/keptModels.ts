// Models kept in memory for "Try it": one process for each, ended when nobody has asked for a while or others are asked.
import type { FromWorker, Job, ToWorker } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import type { HostPlatform, WorkerProcess } from '../host/platform.ts'
import { explainEnd } from './workerEnd.ts'

/** What a worker says of one question. */
type OfQuestion = Extract<FromWorker, { id: number }>
export type Answer<K extends OfQuestion['kind']> = Extract<OfQuestion, { kind: K }>

interface Question {
  readonly message: ToWorker
  /** Anything the worker says of it. */
  hear(message: OfQuestion): void
  reject(error: LabError): void
}

interface Kept {
  readonly worker: WorkerProcess
  readonly pending: Map<number, Question>
  /** What was said of the questions before the model was loaded. */
  readonly told: ToWorker[]
  /** Whether its model is loaded; what is asked before waits. */
  ready: boolean
  /** Whether it ends with its last answer. */
  leaving: boolean
  idle?: NodeJS.Timeout
}

export class KeptModels {
  readonly #platform: HostPlatform
  readonly #idleSeconds: number
  readonly #kept = new Map<string, Kept>()
  #next = 1

  constructor(platform: HostPlatform, idleSeconds = 300) {
    this.#platform = platform
    this.#idleSeconds = idleSeconds
  }

  /**
   * Asks the model called `key`, which `job` loads where it is not there yet. Resolves with the worker's message of kind
   * `answer`; `onOther` hears what it says before. Rejects with the worker's LabError.
   */
  ask<K extends OfQuestion['kind']>(
    key: string,
    job: Job,
    question: (id: number) => ToWorker,
    answer: K,
    onOther?: (message: OfQuestion) => void,
  ): Promise<Answer<K>> {
    const kept = this.#kept.get(key) ?? this.#open(key, job)
    kept.leaving = false
    clearTimeout(kept.idle)
    kept.idle = setTimeout(() => this.close(key), this.#idleSeconds * 1000).unref()
    const id = this.#next++
    return new Promise((resolve, reject) => {
      const message = question(id)
      const hear = (said: OfQuestion): void => {
        if (said.kind !== answer) return onOther?.(said)
        resolve(said as Answer<K>)
        this.#answered(key, kept, id)
      }
      kept.pending.set(id, { message, hear, reject })
      if (kept.ready) kept.worker.send(message)
    })
  }

  /** Sends `message` to the model called `key`, where it is kept. */
  tell(key: string, message: ToWorker): void {
    const kept = this.#kept.get(key)
    if (kept?.ready) kept.worker.send(message)
    else kept?.told.push(message)
  }

  /** Frees the memory of all models but those called `keys`, as soon as they have answered what they were asked. */
  keepOnly(keys: readonly string[]): void {
    for (const [key, kept] of this.#kept) {
      kept.leaving = !keys.includes(key)
      if (kept.leaving && kept.pending.size === 0) this.close(key)
    }
  }

  /** Ends the process of `key`, e.g. because the run trains on. Questions under way are rejected. */
  close(key: string): void {
    const kept = this.#kept.get(key)
    if (kept) this.#end(key, kept, new LabError('run', 'The run has just changed. Ask once again.', { key }))
  }

  closeAll(): void {
    for (const key of this.#kept.keys()) this.close(key)
  }

  #open(key: string, job: Job): Kept {
    const kept: Kept = {
      worker: this.#platform.forkWorker(),
      pending: new Map(),
      told: [],
      ready: false,
      leaving: false,
    }
    const { worker, pending, told } = kept
    worker.onMessage((message) => {
      if (message.kind === 'ready') {
        kept.ready = true
        for (const question of pending.values()) worker.send(question.message)
        for (const word of told) worker.send(word)
      } else if (message.kind === 'failed') {
        const { code, message: sentence, details } = message.error
        const error = new LabError(code, sentence, details)
        if (message.question === undefined) return this.#end(key, kept, error)
        pending.get(message.question)?.reject(error)
        this.#answered(key, kept, message.question)
      } else if ('id' in message) pending.get(message.id)?.hear(message)
    })
    worker.onEnd((end) => this.#end(key, kept, explainEnd(end)))
    worker.send({ kind: 'job', job })
    this.#kept.set(key, kept)
    return kept
  }

  #answered(key: string, kept: Kept, question: number): void {
    kept.pending.delete(question)
    if (kept.leaving && kept.pending.size === 0) this.close(key)
  }

  #end(key: string, kept: Kept, error: LabError): void {
    // Another one may have taken its place since.
    if (this.#kept.get(key) === kept) this.#kept.delete(key)
    clearTimeout(kept.idle)
    for (const question of kept.pending.values()) question.reject(error)
    kept.pending.clear()
    kept.worker.kill()
  }
}

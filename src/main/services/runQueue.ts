// Runs wait here until the machine is free, and are watched while they train. The database is the queue.
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FromWorker, RunPlace } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import type { RunChange, StoredRun } from '../store/runs.ts'
import type { Context } from './context.ts'
import { findRun, hasCheckpoint, placeOf, runInfo } from './runInfo.ts'
import { teacherFolder } from './teacherFolder.ts'
import { startTraining, type Training, type TrainingEnd } from './training.ts'

/** How soon the end of a run is written again that the database did not take. */
const retryMilliseconds = 5000

export class RunQueue {
  readonly #context: Context
  /** Whether runs that other processes queued are started too. */
  readonly #adopts: boolean
  readonly #own = new Set<string>()
  readonly #active = new Map<string, Training>()
  /** Runs that have ended without the database knowing yet. */
  readonly #unsettled = new Set<string>()
  /** Other work that has the place of a run. */
  readonly #held = new Set<Promise<void>>()
  #closing = false

  constructor(context: Context, adopts: boolean) {
    this.#context = context
    this.#adopts = adopts
  }

  /**
   * After a crash of the host: what was training then is stopped now, or waits again if it is on a ladder or in a recipe; and what
   * waited starts. Needs the home's lock.
   */
  recover(): void {
    for (const run of this.#context.store.runs.inState('running', 'stopping'))
      this.#change(
        run.id,
        goesOn(run)
          ? { state: 'queued' }
          : {
              state: 'stopped',
              ended: new Date().toISOString(),
              note: `Lathe ended while this run was training. ${this.#keptSentence(run.id)}`,
            },
      )
    this.wake()
  }

  /** Starts `run`, whose folder exists, as soon as the machine is free. */
  add(run: StoredRun): void {
    this.#own.add(run.id)
    this.#context.emit('runs.changed', runInfo(this.#context.home, run))
    this.wake()
  }

  /** First: keep a checkpoint and end. Second: end now. Throws LabError `run` where it is not under way. */
  stop(id: string): StoredRun {
    const run = findRun(this.#context, id)
    const training = this.#active.get(id)
    if (run.state === 'queued')
      return this.#change(id, {
        state: 'stopped',
        ended: new Date().toISOString(),
        note: 'Stopped while it waited for the machine.',
      })
    if (!training)
      throw new LabError('run', `Run ${run.number} is not under way, so there is nothing to stop.`, { id })
    if (run.state === 'stopping') training.kill()
    else training.stop()
    return this.#change(id, { state: 'stopping' })
  }

  /** Keeps the place of one run free for `work`. */
  hold(work: Promise<void>): void {
    const held = work.finally(() => {
      this.#held.delete(held)
      this.wake()
    })
    this.#held.add(held)
  }

  /** Starts what may start now, e.g. after a setting has changed. */
  wake(): void {
    const { store } = this.#context
    const waiting = store.runs
      .inState('queued')
      .filter(({ id }) => this.#adopts || this.#own.has(id))
      .filter(({ id }) => !this.#active.has(id) && !this.#unsettled.has(id))
    for (const run of waiting) {
      const busy = this.#active.size + this.#held.size
      if (this.#closing || busy >= store.settings.get().runsAtOnce) return
      void this.#train(run)
    }
  }

  /** Asks every training process to keep a checkpoint, and waits for all of them. */
  async close(): Promise<void> {
    this.#closing = true
    const trainings = [...this.#active.entries()]
    for (const [id, training] of trainings) {
      const run = findRun(this.#context, id)
      if (goesOn(run)) training.stop()
      else if (run.state === 'running') this.stop(id)
    }
    while (this.#active.size > 0) await Promise.all([...this.#active.values()].map(({ ended }) => ended))
    await Promise.all(this.#held)
  }

  /** A teacher that is gone meanwhile is missed by the training, which says so in the run. */
  #placeOf(run: StoredRun): RunPlace {
    const place = placeOf(this.#context.home, run)
    try {
      return { ...place, teacherFolder: teacherFolder(this.#context, run.spec) }
    } catch {
      return place
    }
  }

  async #train(run: StoredRun): Promise<void> {
    const { home, platform } = this.#context
    const resume = hasCheckpoint(home, run.id)
    // What cannot be kept, most likely on a full disk, ends this run and not the host.
    const keep = (work: () => void): void => {
      try {
        work()
      } catch (thrown) {
        training.fail(LabError.from(thrown))
      }
    }
    const job = { kind: 'train', place: this.#placeOf(run), resume, measures: run.rung !== null } as const
    const training = startTraining(platform, job, (message) => keep(() => this.#hear(run, message)))
    this.#active.set(run.id, training)
    keep(() =>
      this.#change(run.id, { state: 'running', started: new Date().toISOString(), error: null, note: '' }),
    )
    const end = await training.ended
    this.#active.delete(run.id)
    if (end.stderr) this.#log(run.id, end.stderr)
    this.#settle(run.id, { ended: new Date().toISOString(), ...this.#outcome(run.id, end) })
  }

  /** Tells how a run ended, and goes on with the next one. What the database does not take now is written later. */
  #settle(id: string, end: RunChange): void {
    // A host that ends first finds the run by recover() when it comes back.
    if (this.#closing && this.#unsettled.has(id)) return
    try {
      this.#change(id, end)
      this.#unsettled.delete(id)
      this.wake()
    } catch {
      const { home, emit } = this.#context
      if (!this.#unsettled.has(id))
        emit('runs.changed', runInfo(home, { ...findRun(this.#context, id), ...end }))
      this.#unsettled.add(id)
      setTimeout(() => this.#settle(id, end), retryMilliseconds).unref()
    }
  }

  #hear(run: StoredRun, message: FromWorker): void {
    const { store, emit } = this.#context
    if (message.kind === 'points') {
      store.points.add(run.number, message.points)
      store.runs.update(run.id, { progress: message.progress })
      emit('runs.points', { id: run.id, progress: message.progress, points: [...message.points] })
    } else if (message.kind === 'planned') {
      const { trainableParameters, totalParameters } = message
      this.#change(run.id, { trainableParameters, totalParameters })
    } else if (message.kind === 'note') this.#log(run.id, message.text)
  }

  #outcome(id: string, end: TrainingEnd): RunChange {
    if (end.kind === 'killed') return { state: 'stopped', note: `Stopped at once. ${this.#keptSentence(id)}` }
    if (end.kind === 'failed') {
      const { code, message } = end.error
      return { state: 'failed', error: { code, message }, note: this.#keptSentence(id) }
    }
    const { state, result, note } = end
    if (state === 'stopped' && this.#closing && goesOn(findRun(this.#context, id)))
      return { state: 'queued', ended: null }
    const { trainableParameters, totalParameters } = result
    return { state, result, note, trainableParameters, totalParameters }
  }

  #keptSentence(id: string): string {
    return hasCheckpoint(this.#context.home, id)
      ? 'Continue goes on from its last checkpoint.'
      : 'It had not kept a checkpoint yet: Continue starts over.'
  }

  /** Remarks are worth no run: a disk that takes no more of them has said so elsewhere. */
  #log(id: string, text: string): void {
    const lines = text.trimEnd().replaceAll('\n', '\n  ')
    try {
      appendFileSync(join(this.#context.home.run(id), 'log.txt'), `${new Date().toISOString()} ${lines}\n`)
    } catch {
      return
    }
  }

  #change(id: string, change: RunChange): StoredRun {
    const run = this.#context.store.runs.update(id, change)
    this.#context.emit('runs.changed', runInfo(this.#context.home, run))
    return run
  }
}

/** Whether a run that Lathe's own end cuts short waits for its return: those of a ladder or recipe do, unless a person has stopped them. */
const goesOn = ({ rung, recipe, state }: StoredRun): boolean =>
  (rung !== null || recipe !== null) && state === 'running'

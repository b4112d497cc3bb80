// Ladders: their runs wait in the ordinary queue; here they are made, stopped, gone on with, and finished.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { rungSpec } from '../../core/recipes/ladder/resolveLadder.ts'
import { bestPath } from '../../core/training/bestWeights.ts'
import type { RunInfo } from '../../shared/runInfo.ts'
import type { LadderDetails, LadderElsewhere, LadderSpec } from '../../shared/ladder.ts'
import { LabError } from '../../shared/labError.ts'
import type { Handlers } from '../../shared/serve.ts'
import type { StoredLadder } from '../store/ladders.ts'
import type { StoredRun } from '../store/runs.ts'
import type { Context } from './context.ts'
import { evaluateElsewhere } from './evaluate.ts'
import { findLadder, ladderDetails, ladderInfo, rungsWithRuns, unknownLadder } from './ladderInfo.ts'
import { type LadderBasis, planLadder, prepareLadder } from './ladderPlan.ts'
import { newRun } from './newRun.ts'
import { findRun, hasCheckpoint, runInfo } from './runInfo.ts'
import type { RunQueue } from './runQueue.ts'

type LadderHandlers = Pick<Handlers, Extract<keyof Handlers, `ladders.${string}`>>

export class Ladders {
  readonly #context: Context
  readonly #queue: RunQueue
  /** Runs that are done and are being scored elsewhere. */
  readonly #finishing = new Set<string>()

  constructor(context: Context, queue: RunQueue) {
    this.#context = context
    this.#queue = queue
  }

  readonly handlers: LadderHandlers = {
    'ladders.plan': ({ spec, measure }) => planLadder(this.#context, spec, measure),
    'ladders.start': async ({ spec }) => {
      const basis = await prepareLadder(this.#context, spec)
      const ladder = this.#context.store.ladders.add(basis.spec)
      return this.#climb(ladder, basis)
    },
    'ladders.list': () => this.#context.store.ladders.list().map((one) => this.#info(one)),
    'ladders.get': ({ id }) => this.#details(findLadder(this.#context, id)),
    'ladders.stop': ({ id }) => {
      const ladder = findLadder(this.#context, id)
      this.#stopRuns(ladder)
      return this.#details(ladder)
    },
    'ladders.continue': async ({ id }) => {
      const ladder = findLadder(this.#context, id)
      return this.#climb(ladder, await prepareLadder(this.#context, ladder.spec))
    },
    'ladders.rename': ({ id, name }) => {
      findLadder(this.#context, id)
      this.#context.store.ladders.rename(id, name)
      this.#changed(id)
      return { ok: true }
    },
    'ladders.delete': ({ id }) => {
      const ladder = findLadder(this.#context, id)
      const training = this.#runs(ladder).find(({ state }) => state === 'running' || state === 'stopping')
      if (training)
        throw new LabError(
          'run',
          `Run ${training.number} of this ladder is training. Stop the ladder, then delete it.`,
          { id, run: training.id },
        )
      this.#stopRuns(ladder)
      this.#setDeleted(ladder, new Date().toISOString())
      return { ok: true }
    },
    'ladders.restore': ({ id }) => {
      const ladder = this.#context.store.ladders.get(id)
      if (!ladder) throw unknownLadder(id)
      this.#setDeleted(ladder, null)
      return { ok: true }
    },
  }

  /** Hears what became of a run; one of a ladder that is done is finished before the next begins. */
  heard({ id, state, rung }: Pick<RunInfo, 'id' | 'state' | 'rung'>): void {
    if (!rung) return
    if (state === 'done') this.#finish(id)
    this.#changed(rung.ladder)
  }

  /** After a crash of the host: finishes what was done but not finished. */
  recover(): void {
    for (const ladder of this.#context.store.ladders.list()) this.#finishRuns(ladder)
  }

  /** Puts in the queue whatever is missing on `ladder`. Runs that wait already are adopted from the process that made them. */
  #climb(ladder: StoredLadder, basis: LadderBasis): LadderDetails {
    const { store, home } = this.#context
    for (const { rung, run } of rungsWithRuns(this.#context, ladder)) {
      if (!run) {
        const spec = rungSpec(ladder.spec, rung, basis.rows.get(rung.size)!)
        this.#queue.add(newRun(this.#context, spec, basis, { rung }))
      } else if (run.state === 'queued') this.#queue.add(run)
      else if (run.state === 'stopped' || (run.state === 'failed' && runInfo(home, run).canContinue))
        this.#queue.add(store.runs.update(run.id, { state: 'queued', ended: null, error: null, note: '' }))
    }
    this.#finishRuns(ladder)
    return this.#details(ladder)
  }

  #stopRuns(ladder: StoredLadder): void {
    const runs = this.#runs(ladder)
    // Those that wait come first, so that none of them takes the place of the one at work.
    for (const state of ['queued', 'stopping', 'running'])
      for (const run of runs) if (run.state === state) this.#queue.stop(run.id)
  }

  #finishRuns(ladder: StoredLadder): void {
    for (const { id, state } of this.#runs(ladder)) if (state === 'done') this.#finish(id)
  }

  #finish(id: string): void {
    const run = findRun(this.#context, id)
    const ladder = this.#context.store.ladders.get(run.rung!.ladder)
    if (!ladder || this.#finishing.has(id) || this.#isFinished(run, ladder.spec)) return
    this.#finishing.add(id)
    const work = this.#finishNow(run, ladder.spec).finally(() => {
      this.#finishing.delete(id)
      this.#changed(ladder.id)
    })
    this.#queue.hold(work)
  }

  #isFinished(run: StoredRun, spec: LadderSpec): boolean {
    return unscored(run, spec).length === 0 && !hasCheckpoint(this.#context.home, run.id)
  }

  /** Scores the run on the other datasets and removes what only its training needed. Never rejects: the run's note tells. */
  async #finishNow(run: StoredRun, spec: LadderSpec): Promise<void> {
    const { home, store } = this.#context
    try {
      for (const elsewhere of unscored(run, spec))
        await evaluateElsewhere(this.#context, { id: run.id, ...elsewhere })
      if (!spec.keepWeights) await rm(bestPath(home.run(run.id)), { force: true })
      // Last, because by it a finished run is known.
      await rm(join(home.run(run.id), 'checkpoints'), { recursive: true, force: true })
    } catch (thrown) {
      const why = `It was not scored elsewhere: ${LabError.from(thrown).message}`
      if (!run.note.includes(why)) store.runs.update(run.id, { note: `${run.note} ${why}` })
    }
  }

  #setDeleted(ladder: StoredLadder, when: string | null): void {
    const { store, home, emit } = this.#context
    const before = this.#runs(ladder)
    store.ladders.setDeleted(ladder.id, when)
    for (const run of when === null ? this.#runs(ladder) : before) emit('runs.changed', runInfo(home, run))
  }

  #runs({ id }: StoredLadder): StoredRun[] {
    return this.#context.store.runs.ofLadder(id)
  }

  #details(ladder: StoredLadder): LadderDetails {
    return ladderDetails(this.#context, ladder, this.#finishing)
  }

  #info(ladder: StoredLadder): ReturnType<typeof ladderInfo> {
    return ladderInfo(this.#context, ladder, this.#finishing)
  }

  #changed(id: string): void {
    this.#context.emit('ladders.changed', { id })
  }
}

function unscored({ outOfDomain }: StoredRun, { elsewhere }: LadderSpec): LadderElsewhere[] {
  return elsewhere.filter(({ dataset }) => !outOfDomain.some((one) => one.dataset === dataset))
}

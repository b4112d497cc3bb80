// A causal language model kept in memory, answering one question after another.
import { openCausalModel, type CausalModel } from '../core/inference/causalModel.ts'
import { Generator } from '../core/inference/generator.ts'
import { Scorer } from '../core/inference/scorer.ts'
import type { FromWorker, Job, ToWorker } from '../shared/jobs.ts'

type Question<K extends ToWorker['kind']> = Extract<ToWorker, { kind: K }>

export class Writer {
  private readonly opened: CausalModel
  private readonly job: Extract<Job, { kind: 'writer' }>
  private readonly note: (sentence: string) => void
  private generator: Promise<Generator> | undefined
  private scorer: Promise<Scorer> | undefined
  private readonly stopped = new Set<number>()

  private constructor(opened: CausalModel, job: Writer['job'], note: Writer['note']) {
    this.opened = opened
    this.job = job
    this.note = note
  }

  static async open(job: Writer['job'], note: (sentence: string) => void): Promise<Writer> {
    return new Writer(await openCausalModel(job.place), job, note)
  }

  /** Writes, telling each piece as it comes. */
  async generate(
    { id, prompt, options }: Question<'generate'>,
    tell: (piece: FromWorker) => void,
  ): Promise<FromWorker> {
    this.generator ??= Generator.open(this.opened, this.job, this.note)
    const pieces = (await this.generator).generate(prompt, options)
    const start = performance.now()
    const answer = (end: Extract<FromWorker, { kind: 'generated' }>['end']): FromWorker => ({
      kind: 'generated',
      id,
      tokens,
      milliseconds: performance.now() - start,
      end,
    })
    let tokens = 0
    for (;;) {
      const { done, value } = await pieces.next()
      if (done) return answer(value)
      tokens++
      if (value !== '') tell({ kind: 'piece', id, text: value })
      if (this.stopped.delete(id)) return answer('stopped')
    }
  }

  /** Ends the writing of question `id` after its next token. */
  stop(id: number): void {
    this.stopped.add(id)
  }

  async score({ id, context, continuations }: Question<'score'>): Promise<FromWorker> {
    this.scorer ??= Scorer.open(this.opened, this.job, this.note)
    return { kind: 'scored', id, scores: await (await this.scorer).score(context, continuations) }
  }
}

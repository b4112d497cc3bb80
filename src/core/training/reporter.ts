// Live numbers of a training: collects points and hands them on about ten times a second.
import type { Point, Progress } from '../../shared/run.ts'
import type { StepPlan } from './plan.ts'

export interface TrainingIo {
  progress(progress: Progress, points: readonly Point[]): void
  note(sentence: string): void
  /** Asked between steps. */
  stopRequested(): boolean
}

const interval = 100

export class Reporter {
  private readonly io: TrainingIo
  private readonly plan: StepPlan
  private readonly earlier: number
  private readonly started = performance.now()
  private points: Point[] = []
  private sent = 0
  private step: number
  private tokens = 0
  private trainingSeconds = 0
  private firstStep: number

  /** `earlier`: seconds that the run had taken before it was continued after `step`. */
  constructor(io: TrainingIo, plan: StepPlan, step: number, earlier: number) {
    this.io = io
    this.plan = plan
    this.step = step
    this.firstStep = step
    this.earlier = earlier
  }

  get seconds(): number {
    return this.earlier + (performance.now() - this.started) / 1000
  }

  /** Real tokens trained per second of training, evaluation not counted. */
  get tokensPerSecond(): number {
    return this.trainingSeconds === 0 ? 0 : this.tokens / this.trainingSeconds
  }

  /** One step's numbers. */
  stepped(
    step: number,
    tokens: number,
    seconds: number,
    values: { readonly [series: string]: number },
  ): void {
    this.step = step
    this.tokens += tokens
    this.trainingSeconds += seconds
    this.add({ ...values, 'train/tokensPerSecond': tokens / seconds })
  }

  add(values: { readonly [series: string]: number }): void {
    const { step, seconds } = this
    for (const [series, value] of Object.entries(values))
      this.points.push({ series, step, epoch: step / this.plan.stepsPerEpoch, seconds, value })
    if (performance.now() - this.sent > interval) this.flush('Training')
  }

  /** Says about once a second that the run is alive while no steps are taken. */
  alive(phase: string): void {
    if (performance.now() - this.sent > 10 * interval) this.flush(phase)
  }

  flush(phase: string): void {
    const { step } = this
    const { steps, stepsPerEpoch } = this.plan
    const done = step - this.firstStep
    const progress: Progress = {
      step,
      steps,
      epoch: step / stepsPerEpoch,
      epochs: steps / stepsPerEpoch,
      seconds: this.seconds,
      secondsLeft: done > 0 ? (((performance.now() - this.started) / 1000) * (steps - step)) / done : null,
      tokensPerSecond: this.tokensPerSecond,
      memoryBytes: process.memoryUsage.rss(),
      phase,
    }
    this.io.progress(progress, this.points)
    this.points = []
    this.sent = performance.now()
  }
}

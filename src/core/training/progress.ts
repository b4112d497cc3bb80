// What a run remembers between evaluations: the best so far, and for how long nothing was better.
import type { RunResult, Scores } from '../../shared/run.ts'
import type { Task } from '../objectives/objective.ts'
import type { TrainingState } from './checkpoint.ts'

export type Best = NonNullable<RunResult['best']>

interface Remembered {
  readonly best: Best | null
  readonly bestLoss: number
  readonly worse: number
  readonly seconds: number
  /** How many steps the run was to take. */
  readonly steps: number
}

export class Progress {
  best: Best | null
  readonly seconds: number
  private bestLoss: number
  /** Evaluations in a row without improvement. */
  private worse: number
  private readonly steps: number
  private readonly criterion: Task['criterion']

  private constructor({ best, bestLoss, worse, seconds, steps }: Remembered, criterion: Task['criterion']) {
    this.best = best
    this.bestLoss = bestLoss
    this.worse = worse
    this.seconds = seconds
    this.steps = steps
    this.criterion = criterion
  }

  /** From a checkpoint's state, or from nothing. A run that is given more steps than it had gets its patience back. */
  static from(state: TrainingState | null, criterion: Task['criterion'], steps: number): Progress {
    const kept = state?.['progress'] as Remembered | undefined
    const { best = null, bestLoss = 0, seconds = 0 } = kept ?? {}
    const worse = kept?.steps === steps ? kept.worse : 0
    return new Progress({ best, bestLoss, worse, seconds, steps }, criterion)
  }

  state(step: number, seconds: number): TrainingState {
    const { best, bestLoss, worse, steps } = this
    return { step, progress: { best, bestLoss, worse, seconds, steps } satisfies Remembered }
  }

  /**
   * Takes note of an evaluation; true when it is the best so far. On equal scores the smaller loss wins. `series` is what
   * the scores are called.
   */
  evaluated(step: number, scores: Scores, series = `dev/${this.criterion.name}`): boolean {
    const { name, larger } = this.criterion
    const value = scores[name] ?? scores.loss
    const gain =
      this.best === null
        ? Number.POSITIVE_INFINITY
        : larger
          ? value - this.best.value
          : this.best.value - value
    const better = gain > 0 || (gain === 0 && scores.loss < this.bestLoss)
    if (better) {
      this.best = { series, value, step }
      this.bestLoss = scores.loss
      this.worse = 0
    } else this.worse++
    return better
  }

  /** Forgets the best, which is that of something else. */
  startPhase(): void {
    this.best = null
    this.worse = 0
  }

  outOfPatience(patience: number): boolean {
    return patience > 0 && this.worse >= patience
  }
}

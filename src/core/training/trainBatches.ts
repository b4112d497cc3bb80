// The batch of any step, from the seed and the step alone: a continued run goes on with the very next one.
import type { RunSpec } from '../../shared/run.ts'
import { tensor } from '../runtime/session.ts'
import { planEpoch, type Batch } from '../tokens/batches.ts'
import { pack } from '../tokens/pack.ts'
import { tokenRow } from '../tokens/table.ts'
import { batchDims, batchFeeds } from './feeds.ts'
import type { Method } from './method.ts'
import type { Rows } from './prepare.ts'
import type { StepPlan } from './plan.ts'
import type { Piece } from './stepper.ts'

export class TrainBatches {
  private readonly method: Method
  private readonly rows: Rows
  private readonly spec: RunSpec
  private readonly plan: StepPlan
  private epoch = -1
  private batches: Batch[] = []

  constructor(method: Method, rows: Rows, spec: RunSpec, plan: StepPlan) {
    this.method = method
    this.rows = rows
    this.spec = spec
    this.plan = plan
  }

  /** The pieces of step 1, 2, 3 ... and how many tokens they hold. */
  at(step: number): { pieces: Piece[]; tokens: number } {
    const epoch = Math.floor((step - 1) / this.plan.stepsPerEpoch)
    if (epoch !== this.epoch) {
      const { batch, microTokens } = this.spec.training
      this.batches = planEpoch(this.rows.lengths, { batch, microTokens, seed: this.spec.seed, epoch })
      this.epoch = epoch
    }
    const { micro } = this.batches[(step - 1) % this.plan.stepsPerEpoch]!
    const targets = (chosen: readonly number[]): number[] => chosen.map((i) => this.rows.targets[i]!)
    const whole = targets(micro.flat())
    let tokens = 0
    const pieces = micro.map((chosen): Piece => {
      const packed = pack(chosen.map((i) => tokenRow(this.rows.table, i)))
      tokens += packed.tokens
      const feeds = batchFeeds(packed)
      for (const [name, { data, shape }] of Object.entries(this.method.task.feeds(targets(chosen), whole)))
        feeds[name] = tensor(data, shape)
      return { feeds, dims: batchDims(packed) }
    })
    return { pieces, tokens }
  }
}

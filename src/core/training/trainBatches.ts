// The batch of any step, from the seed and the step alone: a continued run goes on with the very next one.
import { random } from '../../shared/random.ts'
import type { RunSpec } from '../../shared/run.ts'
import { planEpoch, type Batch } from '../tokens/batches.ts'
import type { TokenRow } from '../tokens/pack.ts'
import { tokenRow } from '../tokens/table.ts'
import { pieceOf } from './feeds.ts'
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
  async at(step: number): Promise<{ pieces: Piece[]; tokens: number }> {
    const epoch = Math.floor((step - 1) / this.plan.stepsPerEpoch)
    if (epoch !== this.epoch) {
      const { batch, microTokens } = this.spec.training
      this.batches = planEpoch(this.rows.lengths, { batch, microTokens, seed: this.spec.seed, epoch })
      this.epoch = epoch
    }
    const { micro } = this.batches[(step - 1) % this.plan.stepsPerEpoch]!
    const { table, inStep = (i) => tokenRow(table, i) } = this.rows
    const rows = micro.map((chosen) => chosen.map((i) => inStep(i, step)))
    const tokens = rows.flat().reduce((sum, { ids }) => sum + ids.length, 0)
    return { pieces: await this.pieces(micro, rows, step), tokens }
  }

  private async pieces(
    micro: Batch['micro'],
    rows: readonly (readonly TokenRow[])[],
    step: number,
  ): Promise<Piece[]> {
    const { targets } = this.rows
    const { task } = this.method
    if (task.kind === 'tokens') {
      const { pieces } = await task.pieces(rows, random(this.spec.seed, 'targets', step))
      return pieces.map((piece) => pieceOf(piece.rows, piece.feeds, piece.dims))
    }
    const targetsOf = (chosen: readonly number[]): number[] => chosen.map((i) => targets[i]!)
    const whole = targetsOf(micro.flat())
    return micro.map((chosen, i) => pieceOf(rows[i]!, task.feeds(targetsOf(chosen), whole)))
  }
}

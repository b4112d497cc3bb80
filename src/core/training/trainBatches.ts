// The batch of any step, from the seed and the step alone: a continued run goes on with the very next one.
import { random, type Random } from '../../shared/random.ts'
import type { RunSpec } from '../../shared/run.ts'
import { shareName, weightName } from '../exits/loss.ts'
import { tokenFeeds } from '../objectives/languageModel.ts'
import type { Auxiliary, Target } from '../objectives/objective.ts'
import { planEpoch, type Batch } from '../tokens/batches.ts'
import type { TokenRow } from '../tokens/pack.ts'
import { tokenRow, type TokenTable } from '../tokens/table.ts'
import { pieceOf } from './feeds.ts'
import type { Method } from './method.ts'
import type { Prepared } from './prepare.ts'
import type { StepPlan } from './plan.ts'
import type { Piece } from './stepper.ts'

export class TrainBatches {
  private readonly method: Method
  private readonly rows: Prepared['rows']['train']
  private readonly hiding: TokenTable | undefined
  private readonly spec: RunSpec
  private readonly plan: StepPlan
  private epoch = -1
  private batches: Batch[] = []

  constructor(
    { method, rows, hiding }: Pick<Prepared, 'method' | 'rows' | 'hiding'>,
    spec: RunSpec,
    plan: StepPlan,
  ) {
    this.method = method
    this.rows = rows.train
    this.hiding = hiding
    this.spec = spec
    this.plan = plan
  }

  /** The pieces of step 1, 2, 3 ... and how many tokens they hold; `exits` is what each layer's loss counts. */
  async at(step: number, exits: readonly number[] = []): Promise<{ pieces: Piece[]; tokens: number }> {
    const epoch = Math.floor((step - 1) / this.plan.stepsPerEpoch)
    if (epoch !== this.epoch) {
      const { batch, microTokens } = this.spec.training
      this.batches = planEpoch(this.rows.lengths, { batch, microTokens, seed: this.spec.seed, epoch })
      this.epoch = epoch
    }
    const { micro } = this.batches[(step - 1) % this.plan.stepsPerEpoch]!
    const { table, inStep = (i) => tokenRow(table, i) } = this.rows
    const rows = micro.map((chosen) => chosen.map((i) => inStep(i, step)))
    const pieces = await this.pieces(micro, rows, step, exits)
    return { pieces, tokens: pieces.reduce((sum, { dims }) => sum + dims['M']!, 0) }
  }

  private async pieces(
    micro: Batch['micro'],
    rows: readonly (readonly TokenRow[])[],
    step: number,
    exits: readonly number[],
  ): Promise<Piece[]> {
    const { targets, soft } = this.rows
    const { task } = this.method
    if (task.kind === 'tokens') {
      const { pieces } = await task.pieces(rows, random(this.spec.seed, 'targets', step))
      return pieces.map((piece) => pieceOf(piece.rows, piece.feeds, piece.dims))
    }
    const targetsOf = (chosen: readonly number[]): number[] => chosen.map((i) => targets[i]!)
    const whole = targetsOf(micro.flat())
    const feeds = micro.map((chosen) => ({
      ...task.feeds(targetsOf(chosen), whole, soft && chosen.map((i) => soft[i]!)),
      ...(exits.length > 0 && exitFeeds(exits, chosen.length, whole.length)),
    }))
    const auxiliary = this.method.question?.auxiliary
    if (!auxiliary || !this.hiding) return rows.map((some, i) => pieceOf(some, feeds[i]!))
    return withHidden(rows, feeds, auxiliary, this.hiding, random(this.spec.seed, 'auxiliary', step))
  }
}

/** The inputs of exitLoss for `rows` of a batch's rows. */
export function exitFeeds(
  weights: readonly number[],
  rows: number,
  batch: number,
): { readonly [input: string]: Target } {
  const scalars = weights.map((weight, l) => [weightName(l), { data: Float32Array.of(weight), shape: [] }])
  const shares = { data: new Float32Array(rows).fill(1 / batch), shape: [rows, 1] }
  return { ...Object.fromEntries(scalars), [shareName]: shares }
}

/** Each piece with as many rows of `table` behind its own, drawn at random, in which tokens are hidden. */
function withHidden(
  pieces: readonly (readonly TokenRow[])[],
  feeds: readonly { readonly [input: string]: Target }[],
  { ask }: Auxiliary,
  table: TokenTable,
  rng: Random,
): Piece[] {
  const draw = (): TokenRow => {
    const { asks: _, ...row } = tokenRow(table, rng.integer(table.count))
    return row
  }
  const hidden = pieces.map((rows) => ask(rows.map(draw), rng))
  const asked = hidden.reduce((sum, { places }) => sum + places.length, 0)
  return pieces.map((rows, i) => {
    const { rows: masked, places, truth } = hidden[i]!
    const before = rows.reduce((sum, { ids }) => sum + ids.length, 0)
    const behind = { places: places.map((place) => before + place), truth }
    return pieceOf(
      [...rows, ...masked],
      { ...feeds[i]!, ...tokenFeeds(behind, asked) },
      { P: rows.length, K: places.length },
    )
  })
}

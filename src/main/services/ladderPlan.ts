// What a ladder is, with every default filled in, and what it would cost.
import { splitRows } from '../../core/data/splitRows.ts'
import { resolveLadder, rungSpec } from '../../core/recipes/ladder/resolveLadder.ts'
import { findObjective } from '../../core/catalog/resolveSpec.ts'
import type { DatasetManifest } from '../../shared/dataset.ts'
import { offerMapping } from '../../shared/labelMapping.ts'
import type { LadderElsewhere, LadderPlan, LadderSpec, TrainingSize } from '../../shared/ladder.ts'
import { LabError } from '../../shared/labError.ts'
import { runSpec, type RunSpec } from '../../shared/run.ts'
import type { Context } from './context.ts'
import { findDataset } from './datasets.ts'
import { type Cost, costOf } from './ladderCost.ts'
import { findTrainable } from './models.ts'
import type { RunBasis } from './newRun.ts'

/** All that the runs of a ladder are made from. */
export interface LadderBasis extends RunBasis {
  readonly spec: LadderSpec
  /** Training rows of each size. */
  readonly rows: ReadonlyMap<TrainingSize, number>
}

/**
 * Fills in what is left open and counts the rows.
 * @throws LabError `notFound` for a dataset or model that is not here; `method`, `option` or `label` where something does
 * not fit; 'label' also where a class has too few rows for a size.
 */
export async function prepareLadder(context: Context, given: LadderSpec): Promise<LadderBasis> {
  const model = await findTrainable(context, given.model)
  const dataset = findDataset(context, given.dataset)
  const resolved = resolveLadder(given, model.hidden)
  for (const method of resolved.methods) requireTask(dataset, runSpec.parse({ ...given, ...method }))
  const spec = {
    ...resolved,
    elsewhere: resolved.elsewhere.map((one) => mapped(dataset, findDataset(context, one.dataset), one)),
  }
  const rows = new Map<TrainingSize, number>()
  for (const size of spec.sizes)
    rows.set(size, await trainingRows(context.home.dataset(dataset.id), spec, size))
  return { spec, dataset, model, rows }
}

/** How many rows a run of that size trains on; the same for every seed. */
async function trainingRows(
  folder: string,
  { split, firstSeed }: LadderSpec,
  size: TrainingSize,
): Promise<number> {
  const { train } = await splitRows(folder, { ...split, seed: firstSeed, shots: size === 'all' ? 0 : size })
  return train.indices.length
}

function requireTask({ name, task }: DatasetManifest, run: RunSpec): void {
  const objective = findObjective(run)
  if (objective.kind === 'rows' && objective.dataset === task) return
  throw new LabError(
    'method',
    `The objective "${objective.id}" does not fit the dataset "${name}", which is for "${task}". Choose the fitting objective.`,
    { objective: objective.id },
  )
}

/** The other dataset with its labels mapped, so that the ladder says all that decides its numbers. */
function mapped(
  own: DatasetManifest,
  other: DatasetManifest,
  { split, mapping }: LadderElsewhere,
): LadderElsewhere {
  const refuse = (why: string): LabError =>
    new LabError('dataset', `${why} Choose another dataset to test on.`, { dataset: other.id })
  if (other.id === own.id) throw refuse(`"${own.name}" is what the ladder learns from.`)
  if (other.task !== own.task) throw refuse(`"${other.name}" has other labels than "${own.name}".`)
  if (other.pairs !== own.pairs)
    throw refuse(`Only one of "${own.name}" and "${other.name}" holds pairs of texts.`)
  const labels = mapping ?? offerMapping(other.labels, own.labels)
  const stranger = Object.values(labels).find((label) => label !== null && !own.labels.includes(label))
  if (stranger != null)
    throw new LabError(
      'label',
      `"${own.name}" has no label "${stranger}". Its labels are ${own.labels.map((label) => `"${label}"`).join(', ')}.`,
      { dataset: own.id, label: stranger },
    )
  if (own.task === 'classify' && Object.values(labels).every((label) => label === null))
    throw new LabError(
      'label',
      `No label of "${other.name}" stands for one of "${own.name}". Say which means which, or choose another dataset.`,
      { dataset: other.id },
    )
  return { dataset: other.id, ...(split === undefined ? {} : { split }), mapping: { ...labels } }
}

/** What `given` would cost. With `measure`, methods that no earlier run tells about train a few steps on trial. */
export async function planLadder(context: Context, given: LadderSpec, measure: boolean): Promise<LadderPlan> {
  const basis = await prepareLadder(context, given)
  const { spec, rows } = basis
  const costs: { name: string; cost: Cost; sizes: LadderPlan['methods'][number]['sizes'] }[] = []
  for (const [method, { name }] of spec.methods.entries()) {
    const runs = spec.sizes.map((size) => ({
      size,
      rows: rows.get(size)!,
      run: rungSpec(spec, { ladder: '', method, size, seed: spec.firstSeed }, rows.get(size)!),
    }))
    const longest = runs.reduce((a, b) => (b.rows > a.rows ? b : a)).run
    const cost = await costOf(context, basis, longest, measure)
    const sizes = runs.map(({ size, rows: count, run: { training } }) => ({
      size,
      rows: count,
      steps: training.steps,
      seconds: cost.secondsOf(training.steps),
    }))
    costs.push({ name, cost, sizes })
  }
  const each = costs.flatMap(({ sizes }) => sizes.map(({ seconds }) => seconds))
  const known = each.every((seconds) => seconds !== null)
  const weights = (copies: number): number[] =>
    costs.map(({ cost }) => cost.trainableParameters * bytesPerWeight * copies)
  const perSeed = spec.keepWeights ? weights(1).reduce((sum, bytes) => sum + bytes, 0) * spec.sizes.length : 0
  return {
    spec,
    runs: spec.seeds * spec.sizes.length * spec.methods.length,
    seconds: known ? spec.seeds * each.reduce<number>((sum, seconds) => sum + seconds!, 0) : null,
    diskBytes: spec.seeds * perSeed,
    passingBytes: Math.max(...weights(checkpointCopies)),
    basis: basisSentence(costs.map(({ cost }) => cost.basis)),
    methods: costs.map(({ name, cost, sizes }) => ({
      name,
      trainableParameters: cost.trainableParameters,
      totalParameters: cost.totalParameters,
      memoryBytes: cost.memoryBytes,
      sizes,
    })),
    warnings: spec.elsewhere.length > 0 && known ? ['Scoring on the other datasets comes on top.'] : [],
  }
}

const bytesPerWeight = 4
/** Two checkpoints, each of the weights and AdamW's two moments. */
const checkpointCopies = 6

function basisSentence(bases: readonly Cost['basis'][]): string {
  const count = (basis: Cost['basis']): number => bases.filter((one) => one === basis).length
  if (count('none') > 0) return 'Not every method was measured yet, so the time is not known.'
  const methods = (n: number): string => `${n} ${n === 1 ? 'method' : 'methods'}`
  const parts = [
    count('earlier') > 0 && `earlier runs on this machine (${methods(count('earlier'))})`,
    count('trial') > 0 && `five real steps just now (${methods(count('trial'))})`,
  ].filter(Boolean)
  return `Reckoned from ${parts.join(' and ')}.`
}

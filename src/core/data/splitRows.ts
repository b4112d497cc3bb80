// Divides a dataset's rows into training, validation and test rows, by seed, stratified by label.
import type { DatasetManifest } from '../../shared/dataset.ts'
import { LabError } from '../../shared/labError.ts'
import { random } from '../../shared/random.ts'
import type { SplitName, SplitOptions } from '../../shared/run.ts'
import { readManifest, readTargets, type RowSelection } from './readDataset.ts'

/** The rows of each split (`indices` is empty where there are none) and the class names in index order. */
export interface SplitRows {
  readonly train: RowSelection
  readonly dev: RowSelection
  readonly test: RowSelection
  readonly labels: readonly string[]
}

/** Line numbers by class. */
type Strata = readonly (readonly number[])[]
/** Line numbers of train, divided. */
interface Division {
  readonly train: Strata
  readonly dev: Strata
  readonly test: Strata
}

/**
 * The division of the dataset in `folder`. Files given for dev and test win; what is missing is taken from train, the
 * same share of every class (at least one row of each stays in train). Regression has no classes: plain random.
 *
 * With `shots` = K, train is K random rows of each class and dev K more, as in LM-BFF: from the dev file where there is
 * one (a class with fewer gives all it has), else from train. Regression takes the halves of its range for classes, as
 * LM-BFF does. A test share is taken from the training rows that are then left.
 * @throws LabError('dataset') without training rows, 'label' when a class has too few for K.
 */
export async function splitRows(folder: string, options: SplitOptions): Promise<SplitRows> {
  const manifest = await readManifest(folder)
  const given = manifest.report.splits
  if (given.train === undefined)
    throw new LabError('dataset', `"${manifest.name}" has no training rows. Import it with a training file.`)
  const strataOf = async (source: SplitName): Promise<Strata> =>
    shuffled(strata(await readTargets(folder, source), manifest, options.shots > 0), options.seed, source)
  const wanted = {
    ...options,
    dev: given.dev === undefined ? options.dev : 0,
    test: given.test === undefined ? options.test : 0,
  }
  const rows = await strataOf('train')
  const taken =
    options.shots > 0 ? byShots(rows, wanted, given.dev === undefined, manifest) : byShares(rows, wanted)
  const whole = (source: SplitName): RowSelection => ({
    source,
    indices: Int32Array.from({ length: given[source]! }, (_, row) => row),
  })
  const fromTrain = (of: Strata): RowSelection => ({ source: 'train', indices: ascending(of) })
  const devFile = async (): Promise<RowSelection> =>
    options.shots > 0
      ? { source: 'dev', indices: ascending(first(await strataOf('dev'), options.shots)) }
      : whole('dev')
  return {
    train: fromTrain(taken.train),
    dev: given.dev === undefined ? fromTrain(taken.dev) : await devFile(),
    test: given.test === undefined ? fromTrain(taken.test) : whole('test'),
    labels: manifest.labels,
  }
}

/** `shots` rows of each class for train, as many for dev where it is wanted, and a share of the rest for test. */
function byShots(
  rows: Strata,
  { shots, test }: SplitOptions,
  dev: boolean,
  manifest: DatasetManifest,
): Division {
  const needed = dev ? 2 * shots : shots
  for (const [of, { length }] of rows.entries())
    if (length < needed) {
      const name =
        manifest.labels[of] ?? (rows.length === 1 ? 'the dataset' : ['lower half', 'upper half'][of]!)
      throw new LabError(
        'label',
        `"${name}" has ${length} training rows, but ${shots} shots need ${needed}${dev ? ` (${shots} to train, ${shots} to validate)` : ''}. Choose fewer shots or add rows.`,
        { label: name, rows: length, shots },
      )
    }
  const left = rows.map((of) => of.slice(needed))
  return {
    train: first(rows, shots),
    dev: rows.map((of) => of.slice(shots, needed)),
    test: take(left, test),
  }
}

function byShares(rows: Strata, { dev, test }: SplitOptions): Division {
  if (dev + test >= 1)
    throw new LabError(
      'option',
      `Validation share ${dev} and test share ${test} leave no rows to train on. Choose smaller shares.`,
    )
  const devRows = take(rows, dev)
  const rest = rows.map((of, i) => of.slice(devRows[i]!.length))
  // The test share is meant of all rows, not of what dev left.
  const testRows = take(rest, test / (1 - dev))
  return { train: rest.map((of, i) => of.slice(testRows[i]!.length)), dev: devRows, test: testRows }
}

/**
 * The first `share` of each class, together round(share x all): fractions of rows go to the classes with the largest
 * remainders (Hamilton's method). A class never gives its last row.
 */
function take(rows: Strata, share: number): Strata {
  const total = Math.round(share * rows.reduce((sum, of) => sum + of.length, 0))
  const exact = rows.map((of) => share * of.length)
  const counts = exact.map(Math.floor)
  let open = total - counts.reduce((sum, count) => sum + count, 0)
  const byRemainder = exact
    .map((value, i) => ({ i, remainder: value - Math.floor(value) }))
    .toSorted((a, b) => b.remainder - a.remainder || a.i - b.i)
  for (const { i } of byRemainder) if (open-- > 0) counts[i]!++
  return rows.map((of, i) => of.slice(0, Math.max(0, Math.min(counts[i]!, of.length - 1))))
}

/** Rows by class; by half of the range for few-shot regression; else all in one. */
function strata(targets: Float64Array, { task, labels, report }: DatasetManifest, shots: boolean): Strata {
  const { range } = report
  const halves = task === 'regress' && shots && range !== null
  const count = task === 'classify' ? labels.length : halves ? 2 : 1
  const middle = range === null ? 0 : (range.min + range.max) / 2
  const rows: number[][] = Array.from({ length: count }, () => [])
  for (const [row, target] of targets.entries())
    rows[task === 'classify' ? target : halves && target >= middle ? 1 : 0]!.push(row)
  return rows
}

/** Each class in its own random order, so that one class's rows never depend on another's. */
const shuffled = (rows: Strata, seed: number, source: SplitName): Strata =>
  rows.map((of, i) => random(seed, 'split', source, i).shuffle(of))

const first = (rows: Strata, count: number): Strata => rows.map((of) => of.slice(0, count))

const ascending = (rows: Strata): Int32Array => Int32Array.from(rows.flat()).sort()

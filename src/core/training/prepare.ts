// From a run's JSON and folders to everything its numbers come from: rows in tokens, model, method, graphs.
import type { Example } from '../../shared/dataset.ts'
import type { RunPlace } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import { splitNames, type SplitName } from '../../shared/run.ts'
import { mean } from '../../shared/statistics.ts'
import { findObjective } from '../catalog/resolveSpec.ts'
import { readManifest, readSelection, readTargets, type RowSelection } from '../data/readDataset.ts'
import { readSoftLabels } from '../data/softLabels.ts'
import { splitRows, type SplitRows } from '../data/splitRows.ts'
import type { DemonstrationPool } from '../prompts/demonstrations.ts'
import type { TokenRow } from '../tokens/pack.ts'
import { tokenLengths, type TokenTable } from '../tokens/table.ts'
import { askRows } from './askRows.ts'
import { demonstratedRows, openDemonstrator } from './demonstratedRows.ts'
import type { Demonstrator } from './demonstrator.ts'
import { hidingRows } from './hidingRows.ts'
import { isDemonstrated, type RowTask } from '../objectives/objective.ts'
import { openMethod, type Method, type RunFile } from './method.ts'

/** A split ready for batches. */
export interface Rows {
  readonly table: TokenTable
  readonly lengths: Int32Array
  /** Class index or number of each row; empty where the task asks for tokens. */
  readonly targets: readonly number[]
  /** The soft labels of training rows, for objectives that need them. */
  readonly soft?: readonly Float32Array[] | undefined
  readonly selection: RowSelection
  /** Row `row` as a step of the training reads it, where each step reads it anew; `table` then holds how step 0 would. */
  readonly inStep?: ((row: number, step: number) => TokenRow) | undefined
}

export interface DividedRows {
  readonly division: SplitRows
  readonly file: RunFile
}

export interface Divided extends DividedRows {
  readonly method: Method
}

export interface Prepared extends Divided {
  readonly rows: { readonly [S in SplitName]: Rows }
  /** What rows are asked beside; see saveDemonstrations. */
  readonly demonstrations?: DemonstrationPool | undefined
  /** The rows in which tokens are hidden for the auxiliary loss, where the question has one. */
  readonly hiding?: TokenTable | undefined
  readonly warnings: readonly string[]
}

/** The run's rows, divided but not yet read, and its method. Throws as divideRows and openMethod. */
export async function divide(place: RunPlace): Promise<Divided> {
  const divided = await divideRows(place)
  return { ...divided, method: await openMethod(place.modelFolder, divided.file, place.teacherFolder) }
}

/** The same without its method. Throws `method` when dataset and objective do not fit. */
export async function divideRows({
  spec,
  datasetFolder,
}: Pick<RunPlace, 'spec' | 'datasetFolder'>): Promise<DividedRows> {
  const manifest = await readManifest(datasetFolder)
  const objective = findObjective(spec)
  const classes = objective.kind === 'rows' && objective.dataset === 'classify'
  if (objective.kind === 'rows' && manifest.task !== objective.dataset) {
    const what = manifest.task === 'unlabelled' ? 'has no labels' : `is for the objective "${manifest.task}"`
    throw new LabError(
      'method',
      `The dataset "${manifest.name}" ${what}, but the run’s objective is "${objective.id}". Choose the fitting objective, or import the file with another label column.`,
    )
  }
  if (objective.kind === 'rows' && objective.softLabels && !manifest.softLabels)
    throw new LabError(
      'dataset',
      `The rows of "${manifest.name}" have plain labels, but the run’s objective "${objective.id}" learns from soft ones, as recipes make them ("lathe pet"). Choose the objective classify.`,
      { option: 'objective', dataset: manifest.id },
    )
  const whole = await splitRows(datasetFolder, spec.split)
  const division = spec.training.scoreTest
    ? whole
    : { ...whole, test: { ...whole.test, indices: new Int32Array(0) } }
  if (division.train.indices.length === 0)
    throw new LabError(
      'dataset',
      `The dataset "${manifest.name}" leaves no rows to train on. Lower the validation and test shares.`,
    )
  const labels = classes ? [...division.labels] : []
  const { name, hash, pairs } = manifest
  const file: RunFile = { version: 1, spec, labels, counts: [], pairs, dataset: { name, hash } }
  if (objective.kind !== 'rows') return { division, file }
  const all = await readTargets(datasetFolder, division.train.source)
  const targets = Array.from(division.train.indices, (line) => all[line]!)
  if (!classes) {
    // As arguments of Math.min hundreds of thousands would be too many.
    const [least, most] = [Math.min, Math.max].map((pick) => targets.reduce((a, b) => pick(a, b)))
    return { division, file: { ...file, numbers: { mean: mean(targets), least: least!, most: most! } } }
  }
  const counts = new Array<number>(labels.length).fill(0)
  for (const target of targets) counts[target]!++
  return { division, file: { ...file, counts } }
}

/** Divides and tokenizes the rows (at most `limit` of each split), and opens the method. */
export async function prepare(
  place: RunPlace,
  phase: (text: string) => void,
  limit = Number.POSITIVE_INFINITY,
): Promise<Prepared> {
  const { division, file, method } = await divide(place)
  const { task, tokenizer, question } = method
  const objective = findObjective(place.spec)
  const learnsSoft = objective.kind === 'rows' && objective.softLabels === true
  const wished = place.spec.training.maxLength
  const maxLength = Math.min(wished, method.maxLength)
  let demonstrator: Demonstrator | undefined
  const load = async (split: SplitName): Promise<Rows> => {
    phase(`Tokenizing ${split}`)
    const { source, indices } = division[split]
    const selection = { source, indices: indices.subarray(0, limit) }
    const examples = readSelection(place.datasetFolder, selection)
    if (task.kind === 'tokens') {
      const table = await task.rows(examples, maxLength)
      return { table, lengths: tokenLengths(table), targets: [], selection }
    }
    const targets: number[] = []
    const labelled = async function* (): AsyncGenerator<Example> {
      for await (const example of examples) {
        targets.push(task.target(example.label ?? ''))
        yield example
      }
    }
    if (split === 'train' && isDemonstrated(question)) {
      const texts = await Array.fromAsync(labelled())
      demonstrator = await openDemonstrator(method, question, texts, targets, place.spec.seed)
      const { table, inStep } = await demonstratedRows(texts, tokenizer, demonstrator, maxLength)
      return { table, lengths: tokenLengths(table), targets, selection, inStep }
    }
    const table = await askRows(labelled(), { tokenizer, question, demonstrator }, maxLength)
    const soft =
      learnsSoft && split === 'train' ? await softOf(place.datasetFolder, selection, task) : undefined
    return { table, lengths: tokenLengths(table), targets, soft, selection }
  }
  const rows = { train: await load('train'), dev: await load('dev'), test: await load('test') }
  await demonstrator?.release()
  if (rows.train.table.count === 0)
    throw new LabError(
      'dataset',
      'The model’s vocabulary knows nothing of these texts, so there is nothing to learn. Choose a model for their language.',
    )
  return {
    method,
    division,
    rows,
    file,
    demonstrations: demonstrator?.pool,
    hiding: question?.auxiliary && (await hidingRows(place, method, rows.train.table, { maxLength, limit })),
    warnings: [...method.warnings, ...warnings(rows, wished, maxLength, method.tuning.virtualTokens)],
  }
}

async function softOf(
  folder: string,
  { indices }: RowSelection,
  { outputs }: RowTask,
): Promise<readonly Float32Array[]> {
  const { report } = await readManifest(folder)
  const all = await readSoftLabels(folder, report.splits.train!, outputs)
  return Array.from(indices, (line) => all.subarray(line * outputs, (line + 1) * outputs))
}

function warnings(rows: Prepared['rows'], wished: number, maxLength: number, virtual = 0): string[] {
  const result: string[] = []
  if (maxLength < wished)
    result.push(
      virtual > 0
        ? `The model reads at most ${maxLength} tokens beside ${virtual} virtual ones, so texts are cut there instead of at ${wished}.`
        : `The model reads at most ${maxLength} tokens, so texts are cut there instead of at ${wished}.`,
    )
  const all = splitNames.map((s) => rows[s].table)
  const cut = all.reduce((n, t) => n + t.truncated, 0)
  const total = all.reduce((n, t) => n + t.count / t.each, 0)
  if (cut > 0) result.push(`${cut} of ${total} texts are longer than ${maxLength} tokens and were cut.`)
  const unknown =
    all.reduce((n, t) => n + t.unknown, 0) /
    Math.max(
      1,
      all.reduce((n, t) => n + t.ids.length, 0),
    )
  if (unknown > 0.05)
    result.push(
      `${Math.round(unknown * 100)} % of the tokens are unknown to the model’s vocabulary. Is it a model for this language?`,
    )
  if (rows.dev.table.count === 0) result.push(noValidation)
  return result
}

export const noValidation = 'There are no validation rows, so the last weights are kept instead of the best.'

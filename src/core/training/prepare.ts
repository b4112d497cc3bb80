// From a run's JSON and folders to everything its numbers come from: rows in tokens, model, method, graphs.
import { join } from 'node:path'
import type { Example } from '../../shared/dataset.ts'
import type { RunPlace } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import { splitNames, type SplitName } from '../../shared/run.ts'
import { findObjective } from '../catalog/resolveSpec.ts'
import { readManifest, readSelection, type RowSelection } from '../data/readDataset.ts'
import { splitRows } from '../data/splitRows.ts'
import { writeJsonAtomic } from '../files/atomic.ts'
import { tokenize, tokenLengths, type TokenTable } from '../tokens/table.ts'
import { loadTokenizer } from '../tokens/tokenizer.ts'
import { openMethod, runFile, type Method, type RunFile } from './method.ts'

/** A split ready for batches. */
export interface Rows {
  readonly table: TokenTable
  readonly lengths: Int32Array
  /** Class index or number of each row. */
  readonly targets: readonly number[]
  readonly selection: RowSelection
}

export interface Prepared {
  readonly method: Method
  readonly rows: { readonly [S in SplitName]: Rows }
  readonly file: RunFile
  readonly warnings: readonly string[]
}

/** Divides and tokenizes the rows, opens the model and the method, and writes run.json. */
export async function prepare(place: RunPlace, phase: (text: string) => void): Promise<Prepared> {
  const { spec, datasetFolder } = place
  const manifest = await readManifest(datasetFolder)
  const objective = findObjective(spec)
  if (manifest.task !== objective.id)
    throw new LabError(
      'method',
      `The dataset "${manifest.name}" is for ${manifest.task === 'unlabelled' ? 'nothing yet: it has no labels' : `"${manifest.task}"`}, but the run’s objective is "${objective.id}". Choose the fitting objective, or import the file with a label column of that kind.`,
    )
  const division = await splitRows(datasetFolder, spec.split)
  const tokenizer = await loadTokenizer(place.modelFolder)
  const targetsOf = new Map(division.labels.map((label, i) => [label, i]))
  const load = async (split: SplitName): Promise<Rows> => {
    phase(`Tokenizing ${split}`)
    const selection = division[split]
    const targets: number[] = []
    const examples = async function* (): AsyncGenerator<Example> {
      for await (const example of readSelection(datasetFolder, selection)) {
        targets.push(
          manifest.task === 'classify' ? targetsOf.get(example.label ?? '')! : Number(example.label),
        )
        yield example
      }
    }
    const table = await tokenize(examples(), tokenizer, maxLength)
    return { table, lengths: tokenLengths(table), targets, selection }
  }
  const counts = new Array<number>(division.labels.length).fill(0)
  const file: RunFile = {
    version: 1,
    spec,
    labels: [...division.labels],
    counts,
    pairs: manifest.pairs,
    dataset: { name: manifest.name, hash: manifest.hash },
  }
  const probe = await openMethod(place.modelFolder, file)
  const maxLength = Math.min(spec.training.maxLength, probe.model.facts.maxLength)
  const rows = { train: await load('train'), dev: await load('dev'), test: await load('test') }
  if (rows.train.table.count === 0)
    throw new LabError(
      'dataset',
      `The dataset "${manifest.name}" leaves no rows to train on. Lower the validation and test shares.`,
    )
  if (manifest.task === 'classify') for (const target of rows.train.targets) counts[target]!++
  await writeJsonAtomic(join(place.runFolder, 'run.json'), runFile.parse(file))
  return {
    method: await openMethod(place.modelFolder, file),
    rows,
    file,
    warnings: warnings(rows, spec.training.maxLength, maxLength),
  }
}

function warnings(rows: Prepared['rows'], wished: number, maxLength: number): string[] {
  const result: string[] = []
  if (maxLength < wished)
    result.push(
      `The model reads at most ${maxLength} tokens, so texts are cut there instead of at ${wished}.`,
    )
  const all = splitNames.map((s) => rows[s].table)
  const cut = all.reduce((n, t) => n + t.truncated, 0)
  const total = all.reduce((n, t) => n + t.count, 0)
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
  if (rows.dev.table.count === 0)
    result.push('There are no validation rows, so the last checkpoint is kept instead of the best.')
  return result
}

// The rows of its dataset on which a run's export is compared.
import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Example } from '../../shared/dataset.ts'
import type { RunPlace } from '../../shared/jobs.ts'
import type { Prediction } from '../../shared/run.ts'
import { random } from '../../shared/random.ts'
import { readSelection } from '../data/readDataset.ts'
import { splitRows } from '../data/splitRows.ts'
import type { Tokenizer } from '../tokens/tokenizer.ts'
import { predictionsPath } from '../training/evaluate.ts'

const madeUp = 16

/**
 * The first `count` rows of the run's predictions (test, else validation), which outlive the dataset; a run without them
 * takes training rows. @throws LabError('dataset') when there are neither.
 */
export async function checkRows(
  { runFolder, datasetFolder, spec }: RunPlace,
  count: number,
): Promise<Example[]> {
  const predicted = ['test', 'dev'].map((split) => predictionsPath(runFolder, split)).find(existsSync)
  const rows =
    predicted === undefined ? trainingRows(datasetFolder, spec.split, count) : predictedRows(predicted)
  const result: Example[] = []
  for await (const example of rows) {
    result.push(example)
    if (result.length === count) break
  }
  return result
}

/** Texts of random words, on which an export is compared where no rows are known: its run was trained elsewhere. */
export function madeUpRows({ vocabulary, specialIds, decode }: Tokenizer): Example[] {
  const rng = random(1, 'check')
  const ids = [...vocabulary.values()].filter((id) => !specialIds.has(id))
  return Array.from({ length: madeUp }, (_, i) => {
    const words = Array.from({ length: 1 + rng.integer(30) }, () => ids[rng.integer(ids.length)]!)
    return { row: i + 1, text: decode(words) }
  })
}

async function* predictedRows(path: string): AsyncGenerator<Example> {
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const { row, text, pair } = JSON.parse(line) as Prediction
    yield { row, text, ...(pair === undefined ? {} : { pair }) }
  }
}

async function* trainingRows(
  folder: string,
  split: RunPlace['spec']['split'],
  count: number,
): AsyncGenerator<Example> {
  const { train } = await splitRows(folder, split)
  yield* readSelection(folder, { source: train.source, indices: train.indices.slice(0, count) })
}

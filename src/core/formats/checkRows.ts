// The rows of its dataset on which a run's export is compared.
import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Example } from '../../shared/dataset.ts'
import type { RunPlace } from '../../shared/jobs.ts'
import type { Prediction } from '../../shared/run.ts'
import { readSelection } from '../data/readDataset.ts'
import { splitRows } from '../data/splitRows.ts'
import { predictionsPath } from '../training/evaluate.ts'

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

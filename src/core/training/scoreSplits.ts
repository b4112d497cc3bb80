// What a run scores once it is at its end: on its validation and test rows, with the predictions of each row on disk.
import type { RunPlace } from '../../shared/jobs.ts'
import type { RunResult, Scores } from '../../shared/run.ts'
import { readSelection } from '../data/readDataset.ts'
import type { Task } from '../objectives/objective.ts'
import { predictionsPath, writePredictions, type Found } from './evaluate.ts'
import { layersPath, writeLayers } from './layerScores.ts'
import type { Prepared, Rows } from './prepare.ts'

/** Scores the splits that have rows; `look` says what is found on some. */
export async function scoreSplits(
  { datasetFolder, runFolder }: Pick<RunPlace, 'datasetFolder' | 'runFolder'>,
  task: Task,
  rows: Prepared['rows'],
  look: (of: Rows) => Promise<Found>,
): Promise<Pick<RunResult, 'scores' | 'layers'>> {
  const scores: RunResult['scores'] = {}
  const layers: RunResult['layers'] = {}
  for (const split of ['dev', 'test'] as const) {
    if (rows[split].table.count === 0) continue
    const found = await look(rows[split])
    scores[split] = found.scores
    if (task.kind === 'tokens') continue
    if (found.layers) {
      layers[split] = [...found.layers.scores]
      await writeLayers(layersPath(runFolder, split), found.layers)
    }
    const { targets, selection } = rows[split]
    const examples = readSelection(datasetFolder, selection)
    await writePredictions(predictionsPath(runFolder, split), task, found.logits, targets, examples)
  }
  return { scores, ...(Object.keys(layers).length > 0 && { layers }) }
}

/** Scores on the validation rows as points of curves. */
export function scoreSeries(scores: Scores): { [series: string]: number } {
  const { loss, perplexity, accuracy, macroF1, matthews, pearson, spearman } = scores
  const all = { loss, perplexity, accuracy, macroF1, matthews, pearson, spearman }
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[`dev/${name}`, value]])),
  )
}

// A run on words alone: no model is opened, and a minimum is found instead of steps being taken.
import { join } from 'node:path'
import type { Example } from '../../shared/dataset.ts'
import type { RunPlace } from '../../shared/jobs.ts'
import { LabError } from '../../shared/labError.ts'
import { splitNames, type RunResult } from '../../shared/run.ts'
import { findObjective } from '../catalog/resolveSpec.ts'
import { readSelection } from '../data/readDataset.ts'
import { removeHalfWritten, writeJsonAtomic } from '../files/atomic.ts'
import type { RowTask } from '../objectives/objective.ts'
import { predictionsPath, scoreLogits, writePredictions } from '../training/evaluate.ts'
import type { Planned, Probed } from '../training/estimate.ts'
import { noSteps } from '../training/plan.ts'
import { divideRows, noValidation, type DividedRows } from '../training/prepare.ts'
import { Reporter, type TrainingIo } from '../training/reporter.ts'
import { scoreSeries } from '../training/scoreSplits.ts'
import type { Trained } from '../training/train.ts'
import { fitLogisticRegression, outputsOf, type Fitted } from './logisticRegression.ts'
import { learnTfidf, tfidfRows } from './tfidf.ts'
import { logitsOfTexts, saveWordModel, sizeOf, type WordModel } from './wordModel.ts'

/** The most weights that are fitted: L-BFGS keeps some twenty copies of them in memory. */
const mostWeights = 20_000_000

/** Fits the run's training rows and scores its others. Asked to stop, it keeps what was reached. */
export async function trainWords(place: RunPlace, io: TrainingIo): Promise<Trained> {
  const { runFolder } = place
  await removeHalfWritten(runFolder)
  const divided = await divideRows(place)
  const { file } = divided
  await writeJsonAtomic(join(runFolder, 'run.json'), file)
  const reporter = new Reporter(io, noSteps, 0, 0)
  reporter.flush('Counting words')
  const texts = await rowsOf(place, divided, 'train')
  const task = taskOf(divided)
  const { tfidf, regression, iterations, converged } = fit(divided, texts, task, () => {
    reporter.alive('Training')
    return io.stopRequested()
  })
  const model = { tfidf, regression }
  const stopped = !converged && io.stopRequested()
  await saveWordModel(runFolder, model)
  reporter.flush('Evaluating')
  const scores: RunResult['scores'] = {}
  for (const split of ['dev', 'test'] as const) {
    const rows = await rowsOf(place, divided, split)
    if (rows.length === 0) continue
    const logits = logitsOfTexts(model, rows)
    const targets = targetsOf(task, rows)
    scores[split] = scoreLogits(task, logits, targets)
    await writePredictions(predictionsPath(runFolder, split), task, logits, targets, inOrder(rows))
  }
  if (scores.dev) reporter.add(scoreSeries(scores.dev))
  reporter.flush(stopped ? 'Stopped' : 'Done')
  return {
    state: stopped ? 'stopped' : 'done',
    result: {
      scores,
      best: null,
      steps: 0,
      trainableParameters: sizeOf(regression),
      totalParameters: sizeOf(regression),
      tokensPerSecond: 0,
      seconds: reporter.seconds,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      device: 'cpu',
    },
    note: `${tfidf.words.length} words. ${ending(stopped, iterations, converged)}`,
  }
}

/** What the run would train, and on how many rows. */
export async function planWords(place: RunPlace): Promise<Planned> {
  const divided = await divideRows(place)
  const { words } = learnTfidf(await rowsOf(place, divided, 'train'))
  const weights = (words.length + 1) * outputsOf(divided.file.labels.length)
  return {
    trainableParameters: weights,
    headParameters: 0,
    totalParameters: weights,
    rows: Object.fromEntries(splitNames.map((split) => [split, divided.division[split].indices.length])),
    steps: 0,
    warnings: divided.division.dev.indices.length === 0 ? [noValidation] : [],
  }
}

/** So short is the whole run that it is made, and not reckoned from a part. */
export async function probeWords(place: RunPlace): Promise<Probed> {
  const { result } = await trainWords(place, {
    progress: () => {},
    note: () => {},
    stopRequested: () => false,
  })
  return {
    seconds: result.seconds,
    tokensPerSecond: 0,
    memoryBytes: result.peakMemoryBytes,
    diskBytes: result.trainableParameters * 4,
  }
}

function fit(
  { file: { spec, labels, dataset } }: DividedRows,
  texts: readonly Example[],
  task: RowTask,
  stop: () => boolean,
): WordModel & Omit<Fitted, 'regression'> {
  const tfidf = learnTfidf(texts)
  const features = tfidf.words.length
  if (features === 0)
    throw new LabError(
      'dataset',
      `The training rows of "${dataset.name}" hold no word of two letters or more, so there is nothing to learn from.`,
    )
  if (features * outputsOf(labels.length) > mostWeights)
    throw new LabError(
      'memory',
      `${features} words for ${labels.length} classes are more weights than a linear baseline should hold. Take fewer rows (split.shots), or another method.`,
      { words: features, classes: labels.length },
    )
  const { c } = spec.objective.options as { c: number }
  const rows = tfidfRows(tfidf, texts)
  return {
    tfidf,
    ...fitLogisticRegression(rows, targetsOf(task, texts), features, labels.length, { c, stop }),
  }
}

export function taskOf({ file: { spec, labels, counts } }: Pick<DividedRows, 'file'>): RowTask {
  const objective = findObjective(spec)
  if (objective.kind === 'rows') return objective.for(spec.objective.options, labels, counts)
  throw new LabError('internal', `The objective "${objective.id}" answers no rows.`)
}

const targetsOf = (task: RowTask, rows: readonly Example[]): number[] =>
  rows.map(({ label }) => task.target(label ?? ''))

function rowsOf(
  { datasetFolder }: RunPlace,
  { division }: DividedRows,
  split: (typeof splitNames)[number],
): Promise<Example[]> {
  return Array.fromAsync(readSelection(datasetFolder, division[split]))
}

async function* inOrder(rows: readonly Example[]): AsyncGenerator<Example> {
  yield* rows
}

function ending(stopped: boolean, iterations: number, converged: boolean): string {
  if (stopped) return `Stopped after ${iterations} iterations.`
  return converged
    ? `At the minimum after ${iterations} iterations.`
    : `Ended after ${iterations} iterations.`
}

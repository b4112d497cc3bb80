// A run on words alone, kept in memory and answering texts.
import type { Example } from '../../shared/dataset.ts'
import type { Predicted, RunPlace } from '../../shared/jobs.ts'
import type { Scores } from '../../shared/run.ts'
import { evaluateRows, Predictor, type RowPredictor } from '../inference/predictor.ts'
import type { Answers } from '../inference/sharedBase.ts'
import type { RowTask } from '../objectives/objective.ts'
import { bestMark } from '../training/bestWeights.ts'
import { readRunFile, type RunFile } from '../training/method.ts'
import { taskOf } from './trainWords.ts'
import { loadWordModel, logitsOfTexts, type WordModel } from './wordModel.ts'

export class WordPredictor implements RowPredictor {
  private readonly file: RunFile
  private readonly task: RowTask
  private readonly model: WordModel

  private constructor(file: RunFile, task: RowTask, model: WordModel) {
    this.file = file
    this.task = task
    this.model = model
  }

  /** Throws `run` where the run has learned nothing yet. */
  static async open(runFolder: string): Promise<WordPredictor> {
    const file = await readRunFile(runFolder)
    return new WordPredictor(file, taskOf({ file }), await loadWordModel(runFolder))
  }

  async predict(examples: readonly Example[]): Promise<Predicted[]> {
    return logitsOfTexts(this.model, examples).map((logits) => this.task.predict(logits))
  }

  evaluate(examples: readonly Example[], predictionsFile: string): Promise<Scores> {
    const logits = async (): Promise<Float32Array[]> => logitsOfTexts(this.model, examples)
    return evaluateRows(this.task, this.file.labels, examples, predictionsFile, logits)
  }
}

/** A predictor of any run that answers rows. Throws as Predictor.open. */
export function openPredictor(place: RunPlace, onNote: (sentence: string) => void): Promise<RowPredictor> {
  return place.modelFolder === '' ? WordPredictor.open(place.runFolder) : Predictor.open(place, onNote)
}

/** Runs on words alone, opened when first asked. */
export class WordRuns {
  private readonly opened = new Map<string, { readonly mark: string; readonly run: WordPredictor }>()

  /** What each of the runs says of `examples`. Throws as WordPredictor.open. */
  async predict(runFolders: readonly string[], examples: readonly Example[]): Promise<Answers> {
    const predictions: Predicted[][] = []
    for (const folder of runFolders) predictions.push(await (await this.run(folder)).predict(examples))
    return { predictions, passes: 0 }
  }

  private async run(folder: string): Promise<WordPredictor> {
    const mark = await bestMark(folder)
    const known = this.opened.get(folder)
    if (known?.mark === mark) return known.run
    const run = await WordPredictor.open(folder)
    this.opened.set(folder, { mark, run })
    return run
  }
}

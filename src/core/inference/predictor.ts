// A trained run kept in memory, answering texts.
import { LabError } from '../../shared/labError.ts'
import type { Example } from '../../shared/dataset.ts'
import type { Predicted, RunPlace } from '../../shared/jobs.ts'
import type { Scores } from '../../shared/run.ts'
import { findObjective } from '../catalog/resolveSpec.ts'
import { openSessions } from '../runtime/openSessions.ts'
import type { Session } from '../runtime/session.ts'
import type { TokenRow } from '../tokens/pack.ts'
import { tokenRow, type TokenTable } from '../tokens/table.ts'
import { askRows } from '../training/askRows.ts'
import type { Demonstrator } from '../training/demonstrator.ts'
import { baseVectors, reopenDemonstrator } from '../training/demonstratedRows.ts'
import { logitsOf, scoreLogits, writePredictions } from '../training/evaluate.ts'
import { settledBest } from '../training/settled.ts'
import { openMethod, readRunFile, type Method, type RunFile } from '../training/method.ts'
import { answersNoRow } from './baseRun.ts'
import type { RowTask } from '../objectives/objective.ts'
import type { Weights } from '../training/weights.ts'

/** A run that answers rows. */
export interface RowPredictor {
  predict(examples: readonly Example[]): Promise<Predicted[]>
  /**
   * Predictions of all `examples` into a JSONL file, and the scores of those with a label the run knows. `onPiece` hears
   * how many of the pieces are done; what it throws ends the work.
   * Throws `label` where it knows none of them.
   */
  evaluate(
    examples: readonly Example[],
    predictionsFile: string,
    onPiece?: (done: number, pieces: number) => void,
  ): Promise<Scores>
}

export class Predictor implements RowPredictor {
  readonly file: RunFile
  readonly method: Method
  readonly task: RowTask
  readonly weights: Weights['tensors']
  private readonly session: Session
  private readonly maxLength: number
  private readonly demonstrator: Demonstrator | undefined

  private constructor(parts: {
    file: RunFile
    method: Method
    task: RowTask
    weights: Weights['tensors']
    session: Session
    maxLength: number
    demonstrator: Demonstrator | undefined
  }) {
    this.file = parts.file
    this.method = parts.method
    this.task = parts.task
    this.weights = parts.weights
    this.session = parts.session
    this.maxLength = parts.maxLength
    this.demonstrator = parts.demonstrator
  }

  /** The run's best weights on its base model. Throws `run` when it has none yet, or answers no row. */
  static async open(
    { runFolder, modelFolder }: Pick<RunPlace, 'runFolder' | 'modelFolder'>,
    onNote: (sentence: string) => void,
  ): Promise<Predictor> {
    const file = await readRunFile(runFolder)
    if (findObjective(file.spec).kind === 'tokens') throw answersNoRow(file)
    const method = await openMethod(modelFolder, file)
    const { task } = method
    if (task.kind === 'tokens') throw answersNoRow(file)
    const { graph, tensors: weights } = await settledBest(method, runFolder)
    const { sessions } = await openSessions({ looking: graph }, file.spec, onNote)
    const maxLength = Math.min(file.spec.training.maxLength, method.maxLength)
    return new Predictor({
      file,
      method,
      weights,
      task,
      session: sessions.looking,
      maxLength,
      demonstrator: await reopenDemonstrator(runFolder, file.spec.seed, method.question, () =>
        baseVectors(method),
      ),
    })
  }

  /** Logits of texts, in order. `onPiece` hears how many of the pieces are done; what it throws ends the work. */
  async logits(
    examples: AsyncIterable<Example> | Iterable<Example>,
    onPiece?: (done: number, pieces: number) => void,
  ): Promise<Float32Array[]> {
    const table = await this.tokens(examples)
    return logitsOf(this.session, this.weights, table, onPiece)
  }

  /** The same with the rows of tokens behind them, for checking an export. */
  async reference(examples: Iterable<Example>): Promise<{ rows: TokenRow[]; logits: Float32Array }> {
    const table = await this.tokens(examples)
    const logits = await logitsOf(this.session, this.weights, table)
    return {
      rows: logits.map((_, i) => tokenRow(table, i)),
      logits: Float32Array.from(logits.flatMap((l) => [...l])),
    }
  }

  private tokens(examples: AsyncIterable<Example> | Iterable<Example>): Promise<TokenTable> {
    const { tokenizer, question } = this.method
    return askRows(examples, { tokenizer, question, demonstrator: this.demonstrator }, this.maxLength)
  }

  async release(): Promise<void> {
    await this.session.release()
  }

  async predict(examples: readonly Example[]): Promise<Predicted[]> {
    return (await this.logits(examples)).map((logits) => this.task.predict(logits))
  }

  evaluate(
    examples: readonly Example[],
    predictionsFile: string,
    onPiece?: (done: number, pieces: number) => void,
  ): Promise<Scores> {
    return evaluateRows(this.task, this.file.labels, examples, predictionsFile, () =>
      this.logits(examples, onPiece),
    )
  }
}

/** What RowPredictor.evaluate does, with the logits of `examples` by `logitsOf`. `labels` are those that the run knows. */
export async function evaluateRows(
  task: RowTask,
  labels: readonly string[],
  examples: readonly Example[],
  predictionsFile: string,
  logitsOf: () => Promise<readonly Float32Array[]>,
): Promise<Scores> {
  const targets = examples.map((e) => (e.label === undefined ? Number.NaN : task.target(e.label)))
  const known = targets.flatMap((t, i) => (Number.isNaN(t) ? [] : [i]))
  if (known.length === 0) throw unknownLabels(examples, labels)
  const logits = await logitsOf()
  await writePredictions(predictionsFile, task, logits, targets, iterate(examples))
  return scoreLogits(
    task,
    known.map((i) => logits[i]!),
    known.map((i) => targets[i]!),
  )
}

function unknownLabels(examples: readonly Example[], labels: readonly string[]): LabError {
  const some = (names: Iterable<string>): string => {
    const all = [...new Set(names)].map((name) => `"${name}"`)
    return all.slice(0, 5).join(', ') + (all.length > 5 ? ', ...' : '')
  }
  const wanted = labels.length > 0 ? `It was trained on ${some(labels)}` : 'It was trained on numbers'
  return new LabError(
    'label',
    `None of the ${examples.length} rows has a label that the run knows. ${wanted}; the rows have ` +
      `${some(examples.map(({ label }) => label ?? ''))}. Choose another label column or another run.`,
  )
}

async function* iterate<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items
}

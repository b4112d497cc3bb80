// A trained run with exits kept in memory, answering texts by as few layers as a rule allows.
import type { Example } from '../../../shared/dataset.ts'
import { agreementOf, type ExitRule } from '../../../shared/exits/rules.ts'
import type { Predicted, RunPlace } from '../../../shared/jobs.ts'
import { LabError } from '../../../shared/labError.ts'
import type { RowTask } from '../../objectives/objective.ts'
import { planEvaluation } from '../../tokens/batches.ts'
import { tokenLengths, tokenRow, type TokenTable } from '../../tokens/table.ts'
import { askRows } from '../../training/askRows.ts'
import { pieceTokens } from '../../training/evaluate.ts'
import { openMethod, readRunFile, type Method, type RunFile } from '../../training/method.ts'
import { settled, settledBest } from '../../training/settled.ts'
import { LayerSessions } from './layerSessions.ts'
import { sendThrough, type Left } from './leaving.ts'

/** What a run says of a text, and by how much of itself. */
export interface ExitAnswer extends Left {
  readonly predicted: Predicted
}

export class ExitPredictor {
  readonly file: RunFile
  readonly task: RowTask
  private readonly method: Method
  private readonly sessions: LayerSessions

  private constructor(file: RunFile, method: Method, task: RowTask, sessions: LayerSessions) {
    this.file = file
    this.method = method
    this.task = task
    this.sessions = sessions
  }

  /** The run's best weights. Throws `run` where it has none yet, or where its inner layers do not answer. */
  static async open(
    { runFolder, modelFolder }: Pick<RunPlace, 'runFolder' | 'modelFolder'>,
    onNote: (sentence: string) => void,
  ): Promise<ExitPredictor> {
    const file = await readRunFile(runFolder)
    const method = await openMethod(modelFolder, file)
    const { exits, task, question } = method
    if (!exits || task.kind === 'tokens')
      throw new LabError(
        'run',
        'The inner layers of this run have not learned to answer, so no text can leave early. Train a run with an exit ("lathe train --exit alternating").',
        { exit: file.spec.exit.id },
      )
    if (question?.demonstrations)
      throw new LabError(
        'run',
        'A text beside demonstrations is answered several times, so it does not leave early. Train without demonstrations.',
        { option: 'cloze.demonstrations' },
      )
    const { tensors } = await settledBest(method, runFolder)
    const model = { ...exits, tuning: settled(method.tuning) }
    return new ExitPredictor(file, method, task, await LayerSessions.open(model, tensors, file.spec, onNote))
  }

  get layers(): number {
    return this.sessions.count
  }

  /** Answers texts, in order; without a rule by all layers. */
  async answer(
    examples: AsyncIterable<Example> | Iterable<Example>,
    rule: ExitRule | null,
  ): Promise<ExitAnswer[]> {
    const table = await this.tokens(examples)
    const answers: ExitAnswer[] = []
    for (const piece of planEvaluation(tokenLengths(table), pieceTokens)) {
      const rows = piece.map((i) => tokenRow(table, i))
      const left = await sendThrough(this.sessions, rows, rule, {
        virtual: this.method.tuning.virtualTokens,
        agreement: agreementOf(this.file.numbers),
      })
      piece.forEach((row, i) => {
        const { path } = left[i]!
        answers[row] = { ...left[i]!, predicted: this.task.predict(path.at(-1)!.logits as Float32Array) }
      })
    }
    return answers
  }

  private tokens(examples: AsyncIterable<Example> | Iterable<Example>): Promise<TokenTable> {
    const { tokenizer, question, maxLength } = this.method
    return askRows(examples, { tokenizer, question }, Math.min(this.file.spec.training.maxLength, maxLength))
  }

  async release(): Promise<void> {
    await this.sessions.release()
  }
}

// A pre-trained language model kept in memory, asked with one prompt after another. Nothing is trained.
import type { Example } from '../../shared/dataset.ts'
import type {
  ContextScore,
  PromptLook,
  PromptQuestion,
  PromptScores,
  ShownPrompt,
} from '../../shared/prompts.ts'
import type { JudgingRows } from '../data/judgingRows.ts'
import { softmax } from '../../shared/softmax.ts'
import type { AskedData } from '../objectives/objective.ts'
import { contentFreePrompts, promptEncoder, type Demonstration } from '../prompts/promptRows.ts'
import { wordsOf } from '../prompts/verbalizer.ts'
import { labelScores, topWords } from '../prompts/vocabulary.ts'
import { readAsked, type AskedPrompt } from './askedPrompt.ts'
import { contextChooser, type ContextChooser } from './contextChooser.ts'
import { judgeClasses, judgeNumbers } from './judgePrompt.ts'
import { shownParts } from './shownParts.ts'
import { VocabularyReader } from './vocabularyReader.ts'

/** Words that are told for each gap. */
const wordsPerGap = 8

export class PromptReader {
  private readonly reader: VocabularyReader
  private readonly contextOf: ContextChooser

  private constructor(reader: VocabularyReader) {
    this.reader = reader
    this.contextOf = contextChooser(() => reader.sentenceVectors())
  }

  /** @throws LabError('method') for a model without a head that predicts words. */
  static async open(modelFolder: string, onNote: (sentence: string) => void): Promise<PromptReader> {
    return new PromptReader(await VocabularyReader.open(modelFolder, { device: 'auto', threads: 0 }, onNote))
  }

  /** Throws what is wrong with a question before the model is asked anything. @throws LabError('option') as look. */
  check(question: PromptQuestion, data: AskedData): void {
    const { template } = readAsked(question, data, this.reader)
    promptEncoder(template, this.reader.model, this.reader.tokenizer)
  }

  /**
   * What a prompt makes of the first rows, and how it scores on them all. Without labels the rows are of numbers. `rows` hold
   * as many as the larger of `question.shown` and `question.scored`, or all that there are; `examples` are training rows,
   * needed where solved rows are to stand in the prompt.
   * @throws LabError('option') as readAsked, contextChooser and promptEncoder.
   */
  async look(
    question: PromptQuestion,
    data: AskedData,
    { rows, dev }: JudgingRows,
    examples: readonly Example[] = [],
  ): Promise<PromptLook> {
    const { model, tokenizer } = this.reader
    const asked = readAsked(question, data, { model, tokenizer })
    const { context, likenesses } = await this.contextOf(asked, question, rows, examples)
    const looks: { readonly scores: PromptScores | null; readonly shown: ShownPrompt[] }[] = []
    for (const [t, trial] of context.trials.entries()) {
      const beside = rows.map((row, i) => context.beside(row, trial, likenesses?.[i]))
      // An input without content is similar to no row, so its examples are drawn from all.
      const free = context.beside({ text: '' }, trial)
      looks.push(
        await this.lookOnce({ ...question, shown: t === 0 ? question.shown : 0 }, asked, {
          rows,
          dev,
          beside,
          free,
        }),
      )
    }
    const [first] = looks
    const tried = question.demonstrations.perClass > 0
    return {
      template: asked.template.text,
      words: Object.fromEntries(asked.labels.map((label) => [label, wordsOf(label, asked.words)])),
      shown: first!.shown,
      scores: first!.scores,
      trials: looks.flatMap(({ scores }, t) =>
        tried && scores ? [{ ...context.trials[t]!, ...contextScoreOf(scores) }] : [],
      ),
    }
  }

  /** Every row with what stands beside it. */
  private async lookOnce(
    question: PromptQuestion,
    { template, verbalizer, task, labels }: AskedPrompt,
    { rows, dev, beside, free }: Beside,
  ): Promise<{ readonly scores: PromptScores | null; readonly shown: ShownPrompt[] }> {
    const { model, tokenizer } = this.reader
    const { description } = question
    const maxLength = Math.min(question.maxLength, model.facts.maxLength)
    const encode = promptEncoder(template, model, tokenizer, { description })
    const prompts = rows.map((row, i) => encode(row, maxLength, beside[i]))
    const gapWords: ShownPrompt['gaps'][] = []
    const scores = await this.reader.read(prompts, (gaps, row) => {
      if (row < question.shown) gapWords[row] = gaps.map((gap) => topWords(gap, tokenizer, wordsPerGap))
      return labelScores(gaps, verbalizer)
    })
    const shown = rows.slice(0, question.shown).map((row, i) => ({
      row: row.row,
      label: row.label ?? '',
      truncated: prompts[i]!.truncated,
      parts: shownParts(template, model.languageModel.kind, tokenizer, prompts[i]!, {
        description,
        beside: beside[i]!,
      }),
      gaps: gapWords[i]!,
      predicted: task.predict(scores[i]!).predicted,
      probabilities: softmax(scores[i]!).map((probability, c) => ({ label: labels[c]!, probability })),
    }))
    const judged = rows.slice(0, question.scored)
    if (judged.length === 0) return { shown, scores: null }
    const withoutText = contentFreePrompts(template, model, tokenizer, maxLength, {
      description,
      demonstrations: free,
    })
    const contentFree = await this.reader.read(withoutText, (gaps) => labelScores(gaps, verbalizer))
    const answered = judged.map(({ label }, i) => ({ logits: scores[i]!, target: task.target(label ?? '') }))
    const ofDev = Math.min(dev, judged.length)
    return {
      shown,
      scores: {
        rows: { dev: ofDev, train: judged.length - ofDev },
        truncated: prompts.slice(0, judged.length).filter(({ truncated }) => truncated).length,
        ...(task.problemType === 'regression'
          ? judgeNumbers(task, answered, contentFree)
          : judgeClasses(task, labels, answered, contentFree)),
      },
    }
  }
}

/** Rows with the solved ones beside each, and beside a prompt without a text. */
interface Beside extends JudgingRows {
  readonly beside: readonly (readonly Demonstration[])[]
  readonly free: readonly Demonstration[]
}

const contextScoreOf = (scores: PromptScores): Pick<ContextScore, 'score' | 'calibrated' | 'loss'> =>
  scores.kind === 'classes'
    ? { score: scores.accuracy, calibrated: scores.contextual, loss: scores.loss }
    : { score: scores.pearson, calibrated: null, loss: scores.loss }

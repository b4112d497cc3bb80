// A pre-trained language model kept in memory, asked with one prompt after another. Nothing is trained.
import { poles, type PromptLook, type PromptQuestion, type ShownPrompt } from '../../shared/prompts.ts'
import type { JudgingRows } from '../data/judgingRows.ts'
import { classify, softmax } from '../objectives/classify.ts'
import { clozeScore } from '../objectives/clozeScore.ts'
import type { AskedData, Language, RowTask } from '../objectives/objective.ts'
import { readPrompt, readScorePrompt, type Prompt } from '../prompts/prompt.ts'
import { contentFreePrompts, promptEncoder } from '../prompts/promptRows.ts'
import { filledParts } from '../prompts/template.ts'
import { wordsOf } from '../prompts/verbalizer.ts'
import { labelScores, topWords } from '../prompts/vocabulary.ts'
import { judgeClasses, judgeNumbers } from './judgePrompt.ts'
import { VocabularyReader } from './vocabularyReader.ts'

/** Words that are told for each gap. */
const wordsPerGap = 8

export class PromptReader {
  private readonly reader: VocabularyReader

  private constructor(reader: VocabularyReader) {
    this.reader = reader
  }

  /** @throws LabError('method') for a model without a head that predicts words. */
  static async open(modelFolder: string, onNote: (sentence: string) => void): Promise<PromptReader> {
    return new PromptReader(await VocabularyReader.open(modelFolder, { device: 'auto', threads: 0 }, onNote))
  }

  /**
   * What a prompt makes of the first rows, and how it scores on them all. Without labels the rows are of numbers. `rows` hold as many as the larger of
   * `question.shown` and `question.scored`, or all that there are.
   * @throws LabError('option') as readPrompt, clozeScore and promptEncoder.
   */
  async look(question: PromptQuestion, data: AskedData, { rows, dev }: JudgingRows): Promise<PromptLook> {
    const { model, tokenizer } = this.reader
    const { template, words, verbalizer, task, labels } = readAsked(question, data, { model, tokenizer })
    const maxLength = Math.min(question.maxLength, model.facts.maxLength)
    const encode = promptEncoder(template, model, tokenizer)
    const prompts = rows.map((row) => encode(row, maxLength))
    const gapWords: ShownPrompt['gaps'][] = []
    const scores = await this.reader.read(prompts, (gaps, row) => {
      if (row < question.shown) gapWords[row] = gaps.map((gap) => topWords(gap, tokenizer, wordsPerGap))
      return labelScores(gaps, verbalizer)
    })
    const shown = rows.slice(0, question.shown).map((row, i) => ({
      row: row.row,
      label: row.label ?? '',
      truncated: prompts[i]!.truncated,
      parts: filledParts(template, prompts[i]!.kept),
      gaps: gapWords[i]!,
      predicted: task.predict(scores[i]!).predicted,
      probabilities: softmax(scores[i]!).map((probability, c) => ({ label: labels[c]!, probability })),
    }))
    const judged = rows.slice(0, question.scored)
    const ofDev = Math.min(dev, judged.length)
    const judge = async () => {
      const contentFree = await this.reader.read(
        contentFreePrompts(template, model, tokenizer, maxLength),
        (gaps) => labelScores(gaps, verbalizer),
      )
      const answered = judged.map(({ label }, i) => ({
        logits: scores[i]!,
        target: task.target(label ?? ''),
      }))
      return data.labels.length > 0
        ? judgeClasses(task, labels, answered, contentFree)
        : judgeNumbers(task, answered, contentFree)
    }
    return {
      template: template.text,
      words: Object.fromEntries(labels.map((label) => [label, wordsOf(label, words)])),
      shown,
      scores:
        judged.length === 0
          ? null
          : {
              rows: { dev: ofDev, train: judged.length - ofDev },
              truncated: prompts.slice(0, judged.length).filter(({ truncated }) => truncated).length,
              ...(await judge()),
            },
    }
  }
}

interface Asked extends Prompt {
  readonly task: RowTask
  /** What the words stand for: the classes, or the two ends of the numbers. */
  readonly labels: readonly string[]
}

/** A question as the objectives understand it. */
function readAsked(question: PromptQuestion, data: AskedData, language: Language): Asked {
  if (data.labels.length > 0) {
    const task = classify.for(classify.schema.parse({}), data.labels, [])
    return { ...readPrompt(question, data, language), task, labels: data.labels }
  }
  const task = clozeScore.for(clozeScore.schema.parse(question.range), [], [])
  return { ...readScorePrompt(question, data.pairs, language), task, labels: poles }
}

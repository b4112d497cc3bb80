// A question about a prompt as the objectives understand it: its words, and how answers are judged.
import { poles, type PromptQuestion } from '../../shared/prompts.ts'
import { classify } from '../objectives/classify.ts'
import { clozeScore } from '../objectives/clozeScore.ts'
import type { AskedData, Language, RowTask } from '../objectives/objective.ts'
import { readPrompt, readScorePrompt, type Prompt } from '../prompts/prompt.ts'

export interface AskedPrompt extends Prompt {
  readonly task: RowTask
  /** What the words stand for: the classes, or the two ends of the numbers. */
  readonly labels: readonly string[]
  /** Which of them a row with this target is an example of. */
  readonly classOf: (target: number) => number
}

/** @throws LabError('option') as readPrompt and clozeScore. */
export function readAsked(question: PromptQuestion, data: AskedData, language: Language): AskedPrompt {
  if (data.labels.length > 0) {
    const task = classify.for(classify.schema.parse({}), data.labels, [])
    return { ...readPrompt(question, data, language), task, labels: data.labels, classOf: (c) => c }
  }
  const { low, high } = question.range
  const task = clozeScore.for(clozeScore.schema.parse({ low, high }), [], [])
  const middle = (low + high) / 2
  return {
    ...readScorePrompt(question, data.pairs, language),
    task,
    labels: poles,
    classOf: (value) => (value < middle ? 0 : 1),
  }
}

// How good a prompt is on labelled rows, how much it leans to some labels, and how good it is once it is set upright.
import type { PromptScores } from '../../shared/prompts.ts'
import { softmax } from '../objectives/classify.ts'
import type { RowTask } from '../objectives/objective.ts'
import { calibrated, domainPmi } from '../prompts/calibration.ts'

/** `contentFree` are the logits [C] of inputs without content, of which the first has no text at all. */
export function judgePrompt(
  task: RowTask,
  labels: readonly string[],
  rows: readonly { readonly logits: Float32Array; readonly target: number }[],
  contentFree: readonly Float32Array[],
): Omit<PromptScores, 'rows' | 'truncated'> {
  const bias = meanOf(contentFree.map(softmax))
  const predicted = meanOf(rows.map(({ logits }) => softmax(logits)))
  const plain = task.score(rows)
  const accuracyOf = (changed: (logits: Float32Array) => Float32Array): number =>
    task.score(rows.map(({ logits, target }) => ({ logits: changed(logits), target }))).accuracy!
  return {
    accuracy: plain.accuracy!,
    macroF1: plain.macroF1!,
    loss: plain.loss,
    contextual: accuracyOf((logits) => calibrated(logits, bias)),
    pmi: accuracyOf((logits) => domainPmi(logits, contentFree[0]!)),
    prior: labels.map((label, c) => ({
      label,
      truth: rows.filter(({ target }) => target === c).length / rows.length,
      predicted: predicted[c]!,
      contentFree: bias[c]!,
    })),
  }
}

/** The mean of some distributions. */
const meanOf = (all: readonly (readonly number[])[]): number[] =>
  all[0]!.map((_, c) => all.reduce((sum, p) => sum + p[c]!, 0) / all.length)

// How good a prompt is on labelled rows, how much it leans, and how good it is once it is set upright.
import type { ClassPromptScores, NumberPromptScores } from '../../shared/prompts.ts'
import { mean, standardDeviation } from '../../shared/statistics.ts'
import { softmax } from '../../shared/softmax.ts'
import type { RowTask } from '../objectives/objective.ts'
import { calibrated, domainPmi } from '../prompts/calibration.ts'

/** Logits [C] of some rows with what they should say. */
type Answered = readonly { readonly logits: Float32Array; readonly target: number }[]
type Judged<S> = Omit<S, 'rows' | 'truncated'>

/** `contentFree` are the logits [C] of inputs without content, of which the first has no text at all. */
export function judgeClasses(
  task: RowTask,
  labels: readonly string[],
  rows: Answered,
  contentFree: readonly Float32Array[],
): Judged<ClassPromptScores> {
  const leaning = meanOf(contentFree.map(softmax))
  const predicted = meanOf(rows.map(({ logits }) => softmax(logits)))
  const plain = task.score(rows)
  const accuracyOf = (changed: (logits: Float32Array) => Float32Array): number =>
    task.score(rows.map(({ logits, target }) => ({ logits: changed(logits), target }))).accuracy!
  const prior = labels.map((label, c) => ({
    label,
    truth: rows.filter(({ target }) => target === c).length / rows.length,
    predicted: predicted[c]!,
    contentFree: leaning[c]!,
  }))
  return {
    kind: 'classes',
    accuracy: plain.accuracy!,
    macroF1: plain.macroF1!,
    loss: plain.loss,
    contextual: accuracyOf((logits) => calibrated(logits, leaning)),
    pmi: accuracyOf((logits) => domainPmi(logits, contentFree[0]!)),
    // The total variation distance: the share of the probability that stands at the wrong labels
    bias: prior.reduce((sum, { truth, predicted }) => sum + Math.abs(predicted - truth), 0) / 2,
    prior,
  }
}

/**
 * The same for numbers. Nothing is calibrated: taking out what the prompt says without a text adds the same to every row's
 * log-odds, which leaves the order of the rows, and so Spearman's correlation, as it is.
 */
export function judgeNumbers(
  task: RowTask,
  rows: Answered,
  contentFree: readonly Float32Array[],
): Judged<NumberPromptScores> {
  const valueOf = (logits: Float32Array): number => task.predict(logits).value!
  const { loss, pearson, spearman } = task.score(rows)
  const spreadOf = (values: readonly number[]) => ({
    mean: mean(values),
    deviation: standardDeviation(values),
  })
  const truth = spreadOf(rows.map(({ target }) => target))
  const predicted = spreadOf(rows.map(({ logits }) => valueOf(logits)))
  return {
    kind: 'numbers',
    pearson: pearson!,
    spearman: spearman!,
    loss,
    bias: predicted.mean - truth.mean,
    truth,
    predicted,
    contentFree: mean(contentFree.map(valueOf)),
  }
}

/** The mean of some distributions. */
const meanOf = (all: readonly (readonly number[])[]): number[] =>
  all[0]!.map((_, c) => all.reduce((sum, p) => sum + p[c]!, 0) / all.length)

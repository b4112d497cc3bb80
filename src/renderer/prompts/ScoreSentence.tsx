// How an untrained model does with a prompt, in a sentence.
import { Text } from '@mantine/core'
import type { PromptScores } from '../../shared/prompts.ts'
import { count, number, percent } from '../ui/format.ts'

export function ScoreSentence({ scores }: { readonly scores: PromptScores }) {
  const rows = scores.rows.dev + scores.rows.train
  if (scores.kind === 'numbers')
    return (
      <Text size="sm">
        Before any training the answers to {count(rows)} rows have a Pearson correlation of{' '}
        <b>{number(scores.pearson)}</b> with the labels, by ranks (Spearman) {number(scores.spearman)}. They
        are {number(scores.predicted.mean)} on average, the labels {number(scores.truth.mean)}.
      </Text>
    )
  return (
    <Text size="sm">
      Before any training <b>{percent(scores.accuracy)}</b> of {count(rows)} rows are right:{' '}
      {percent(scores.contextual)} after contextual calibration, {percent(scores.pmi)} by pointwise mutual
      information. The prompt leans to{' '}
      {scores.prior
        .toSorted((a, b) => b.predicted - a.predicted)
        .slice(0, 3)
        .map(({ label, predicted, truth }) => `${label} (${percent(predicted)}, truly ${percent(truth)})`)
        .join(', ')}
      .
    </Text>
  )
}

// What always giving the same answer scores on the same test rows: the line that any method has to stay above.
import { inDomainOf, type MetricName } from '../domains.ts'
import type { LadderDetails, TrainingSize } from '../ladder.ts'
import type { Scores } from '../run.ts'
import { mean } from '../statistics.ts'
import { elsewhereOf, sizesOf, spreadOf, type Scored } from './trials.ts'

/** The line of one size. */
export interface Majority extends Scored {
  readonly size: TrainingSize
  readonly title: string
}

type Answering = Pick<LadderDetails, 'majority' | 'runs' | 'spec'>

/**
 * Always the most frequent class of the training rows; where several are as frequent, the mean over them. None where rows
 * have numbers instead of classes, or `metric` is no score of classes. Its test rows are those of the finished runs.
 */
export function majorityOf({ majority, runs, spec }: Answering, metric: MetricName): Majority[] {
  const found = runs.flatMap(({ size, seed, result, outOfDomain }) => {
    const score = constantScore(result ? inDomainOf(result)?.scores : undefined, majority, metric)
    if (score === null) return []
    const elsewhere = spec.elsewhere.map(({ dataset }) =>
      constantScore(outOfDomain.find((one) => one.dataset === dataset)?.scores, majority, metric),
    )
    return [{ size, seed, score, elsewhere }]
  })
  const title = majority.length === 1 ? `Always “${majority[0]}”` : 'Always the same class'
  return sizesOf(found).map((size) => {
    const here = found.filter((one) => one.size === size)
    // Every method of a seed has the same test rows.
    const each = [...Map.groupBy(here, ({ seed }) => seed).values()].map(([first]) => first!)
    return {
      size,
      title,
      score: spreadOf(each, ({ score }) => score),
      elsewhere: spec.elsewhere.map((_, at) => elsewhereOf(each, at)),
    }
  })
}

/** The score of always answering one of `labels`, on average over them; null where rows or metric have none. */
function constantScore(
  scores: Scores | undefined,
  labels: readonly string[],
  metric: MetricName,
): number | null {
  const classes = scores?.perClass
  if (!classes || labels.length === 0) return null
  const rows = classes.reduce((sum, { support }) => sum + support, 0)
  const shares = labels.map((label) => (classes.find((one) => one.label === label)?.support ?? 0) / rows)
  switch (metric) {
    case 'accuracy':
      return mean(shares)
    case 'macroF1':
      // Precision is the class's share p and recall 1, so its F1 is 2 p / (1 + p); that of every other class with rows is 0.
      return mean(shares.map((p) => (2 * p) / (1 + p) / classes.filter(({ support }) => support > 0).length))
    case 'matthews':
      return 0
    default:
      return null
  }
}

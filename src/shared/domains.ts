// How a run does in its own domain and out of it.
import type { OutOfDomain, RunResult, Scores, SplitName } from './run.ts'

/** The scores that are one number, the likeliest to be judged by first. */
export const metricNames = ['accuracy', 'macroF1', 'matthews', 'spearman', 'pearson', 'loss'] as const
export type MetricName = (typeof metricNames)[number]

/** The split whose scores stand for the run's own domain: its test rows, else those that chose its best weights. */
export function inDomainOf({ scores }: RunResult): { split: SplitName; scores: Scores } | undefined {
  if (scores.test) return { split: 'test', scores: scores.test }
  return scores.dev && { split: 'dev', scores: scores.dev }
}

export interface DomainGap {
  readonly metric: MetricName
  readonly inDomain: number
  readonly outOfDomain: number
  /** Out of domain less in domain. */
  readonly difference: number
}

/** In domain, out of domain and the difference, by the metric that chose the best weights; undefined without the first. */
export function domainGap(result: RunResult | null, elsewhere: OutOfDomain): DomainGap | undefined {
  const scores = result && inDomainOf(result)?.scores
  if (!scores) return undefined
  const chosen = result.best?.series.split('/').at(-1)
  const both = metricNames.filter(
    (name) => scores[name] !== undefined && elsewhere.scores[name] !== undefined,
  )
  const metric = both.find((name) => name === chosen && name !== 'loss') ?? both[0]
  if (!metric) return undefined
  const inDomain = scores[metric]!
  const outOfDomain = elsewhere.scores[metric]!
  return { metric, inDomain, outOfDomain, difference: outOfDomain - inDomain }
}

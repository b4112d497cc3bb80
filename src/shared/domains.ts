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

export interface DomainScore {
  readonly metric: MetricName
  readonly outOfDomain: number
  /** What it scores in its own domain, and out of domain less that; null where its own scores are not known. */
  readonly gap: { readonly inDomain: number; readonly difference: number } | null
}

/** The score elsewhere beside the run's own, by the metric that chose its best weights; undefined without any number. */
export function domainScore(result: RunResult | null, elsewhere: OutOfDomain): DomainScore | undefined {
  const own = result && inDomainOf(result)?.scores
  const chosen = result?.best?.series.split('/').at(-1)
  const present = metricNames.filter(
    (name) => elsewhere.scores[name] !== undefined && (!own || own[name] !== undefined),
  )
  const metric = present.find((name) => name === chosen && name !== 'loss') ?? present[0]
  if (!metric) return undefined
  const outOfDomain = elsewhere.scores[metric]!
  const inDomain = own?.[metric]
  return {
    metric,
    outOfDomain,
    gap: inDomain === undefined ? null : { inDomain, difference: outOfDomain - inDomain },
  }
}

// Which score a run is judged by.
import type { RunInfo } from '../../../shared/runInfo.ts'
import type { SeriesByName } from '../../charts/series.ts'

const preferred = ['accuracy', 'macroF1', 'matthews', 'spearman', 'pearson', 'perplexity']

/** What comes first with a run that has no scores yet. */
const expected: Readonly<Record<string, string>> = {
  regress: 'spearman',
  maskedLm: 'perplexity',
  causalLm: 'perplexity',
  distil: 'loss',
}

/** Metrics of which less is better. */
export const lessIsBetter: readonly string[] = ['loss', 'perplexity']

/** The metric that chose the best checkpoint; before there is one, the first that the task has. */
export function chiefMetric(run: RunInfo, series: SeriesByName): string {
  const chosen = run.result?.best?.series.split('/').at(-1)
  if (chosen && chosen !== 'loss') return chosen
  const seen = preferred.find((metric) => series[`dev/${metric}`])
  return seen ?? expected[run.spec.objective.id] ?? 'accuracy'
}

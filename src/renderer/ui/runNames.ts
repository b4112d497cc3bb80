// What a run is called, and its score that counts.
import type { RunInfo } from '../../shared/runInfo.ts'

export { metricTitle } from '../../shared/metricTitle.ts'

/** The name a person gave, or its number. */
export function nameOf(run: RunInfo): string {
  return run.name || `Run ${run.number}`
}

/** Whether the run was brought in, or made of others: it has no dataset, curves or scores of its own. */
export const isForeign = ({ spec }: Pick<RunInfo, 'spec'>): boolean => spec.dataset === ''

/** Number and name together, for lists and legends in which the number has no column of its own. */
export function labelOf(run: RunInfo): string {
  return run.name ? `${run.number} ${run.name}` : nameOf(run)
}

/** Whether nothing more comes of the run by itself. */
export function hasEnded({ state }: Pick<RunInfo, 'state'>): boolean {
  return state === 'stopped' || state === 'done' || state === 'failed'
}

/** "train" and its kin as people say them. */
export const splitTitles = { train: 'Training', dev: 'Validation', test: 'Test' } as const

/** The splits in their order. (Their schema stays outside the window.) */
export const splits = Object.keys(splitTitles) as (keyof typeof splitTitles)[]

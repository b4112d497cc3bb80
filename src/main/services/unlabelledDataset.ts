// The dataset whose texts have words hidden for an auxiliary loss, for objectives that name one.
import type { RunSpec } from '../../shared/run.ts'

/** Its id; undefined where the objective names none. */
export function unlabelledDataset({ objective }: Pick<RunSpec, 'objective'>): string | undefined {
  const { unlabelled } = objective.options
  return typeof unlabelled === 'string' && unlabelled !== '' ? unlabelled : undefined
}

// What a look at the validation rows tells while a run trains.
import type { Scores } from '../../shared/run.ts'
import type { Found } from './evaluate.ts'
import { layerSeries, meanScores, meanSeries } from './layerScores.ts'
import type { Method } from './method.ts'
import type { PlannedPhase } from './phasePlan.ts'
import { scoreSeries } from './scoreSplits.ts'

/** The points of curves. */
export function devSeries(
  { task }: Pick<Method, 'task'>,
  { scores, layers }: Found,
): { [series: string]: number } {
  return { ...scoreSeries(scores), ...(layers && task.kind === 'rows' && layerSeries(layers, task)) }
}

/** What says how good the weights are: the last layer's scores, or those of all layers where all learn, with their name. */
export function chosenBy(
  { task }: Pick<Method, 'task'>,
  { exits }: Pick<PlannedPhase, 'exits'>,
  { scores, layers }: Found,
): [scores: Scores, series?: string] {
  if (!layers || exits?.trains === 'model') return [scores]
  const { name } = task.criterion
  return [meanScores(layers.scores, name), meanSeries(name)]
}

// What can be learned from a dataset with a model.
import type { ObjectiveValue } from '../../../shared/axes.ts'
import type { ModelInfo } from '../../../shared/models.ts'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import type { DraftSpec } from './draftSpec.ts'

/** The objectives that the rows and the model allow, the usual one first. */
export function fittingObjectives(
  objectives: readonly ObjectiveValue[],
  chosen: Pick<DatasetManifest, 'task' | 'softLabels'> | undefined,
  model: Pick<ModelInfo, 'languageModel'> | undefined,
): readonly ObjectiveValue[] {
  return objectives.filter(
    ({ dataset, softLabels, languageModel }) =>
      (dataset === null || dataset === chosen?.task) &&
      (!softLabels || chosen?.softLabels === true) &&
      (languageModel === null || languageModel === model?.languageModel),
  )
}

/** The draft with the usual objective, and the tuning that suits it, where its own does not fit. */
export function withFittingObjective(draft: DraftSpec, fitting: readonly ObjectiveValue[]): DraftSpec {
  const first = fitting[0]
  return !first || fitting.some(({ id }) => id === draft.objective.id)
    ? draft
    : { ...draft, ...chosenObjective(first) }
}

/** An objective as it is chosen: with its own options, and the tuning that suits it. */
export function chosenObjective({ id, tuning }: ObjectiveValue): Pick<DraftSpec, 'objective' | 'tuning'> {
  return { objective: { id, options: {} }, tuning: { id: tuning, options: {} } }
}

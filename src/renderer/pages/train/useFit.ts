// Whether the run at hand fits into the memory that is free now.
import type { AxisValue } from '../../../shared/axes.ts'
import type { ModelInfo } from '../../../shared/models.ts'
import type { RunPlan } from '../../../shared/runInfo.ts'
import { useRoom } from '../../lab/queries.ts'
import { tuningName } from '../../../shared/tuningName.ts'
import { misfit, type Choice } from '../../ui/fit.ts'
import { methodTitle } from '../../ui/methodTitle.ts'

/** Share of the tokens that an objective predicts over the vocabulary. */
const predicted: Readonly<Record<string, number>> = { maskedLm: 0.15, causalLm: 1 }

/** A sentence where `plan` needs more than is free, with a method among `plans` that would do; null where it fits. */
export function useFit(
  model: ModelInfo | undefined,
  plan: RunPlan | undefined,
  plans: Readonly<Record<string, RunPlan | undefined>>,
  tunings: readonly AxisValue[],
): string | null {
  const free = useRoom().data?.memoryBytes
  if (!model || !plan || free === undefined) return null
  const { tuning, objective, training } = plan.spec
  const choice = (id: string, weights: number): Choice => ({
    title: methodTitle(id, tunings),
    weights,
    deep: id !== 'head',
  })
  const others = Object.entries(plans).flatMap(([id, other]) =>
    other && id !== tuning.id ? [choice(id, other.trainableParameters)] : [],
  )
  const pieces = {
    batch: training.batch,
    microTokens: training.microTokens,
    maxLength: Math.min(training.maxLength, model.maxLength),
    predicted: predicted[objective.id] ?? 0,
  }
  return misfit(model, choice(tuningName(tuning), plan.trainableParameters), others, pieces, free)
}

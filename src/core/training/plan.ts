// How many steps a run takes, and when it looks at the validation rows.
import type { TrainingOptions } from '../../shared/run.ts'

export interface StepPlan {
  readonly steps: number
  readonly stepsPerEpoch: number
  /** Whether to evaluate after this step. */
  evaluatesAfter(step: number): boolean
}

/** The plan of a run that trains nothing. */
export const noSteps: StepPlan = { steps: 0, stepsPerEpoch: 1, evaluatesAfter: () => false }

export function stepPlan(
  rows: number,
  {
    batch,
    epochs,
    steps,
    evaluateEvery,
  }: Pick<TrainingOptions, 'batch' | 'epochs' | 'steps' | 'evaluateEvery'>,
): StepPlan {
  const stepsPerEpoch = Math.ceil(rows / batch)
  const total = steps > 0 ? steps : Math.max(1, Math.round(epochs * stepsPerEpoch))
  const every = evaluateEvery > 0 ? evaluateEvery : stepsPerEpoch
  return { steps: total, stepsPerEpoch, evaluatesAfter: (step) => step % every === 0 || step === total }
}

// When each phase of a run has its steps, and who takes them.
import type { Session } from '../runtime/session.ts'
import type { TrainingGraph } from './graphs.ts'
import { Masks } from './masks.ts'
import type { TrainingPhase } from './phases.ts'
import { Stepper } from './stepper.ts'
import type { Weights } from './weights.ts'

export interface PlannedPhase extends TrainingPhase {
  /** The last step before its first. */
  readonly before: number
  readonly steps: number
}

/** The phases over `steps` steps; each has at least one where there are enough. */
export function planPhases(phases: readonly TrainingPhase[], steps: number): PlannedPhase[] {
  let before = 0
  let share = 0
  return phases.map((phase, i) => {
    share += phase.share
    const left = phases.length - 1 - i
    const end = left === 0 ? steps : Math.max(before + 1, Math.min(steps - left, Math.round(share * steps)))
    const planned = { ...phase, before, steps: end - before }
    before = end
    return planned
  })
}

/** The phase of step 1, 2, 3 ... */
export const phaseAt = (phases: readonly PlannedPhase[], step: number): PlannedPhase =>
  phases.find(({ before, steps }) => step <= before + steps)!

/** The stepper of what a phase trains, in a session of its graph. */
export function phaseStepper(
  session: Session,
  { graph, trained }: TrainingGraph,
  weights: Weights,
  seed: number,
): Stepper {
  const names = new Set(trained.map(({ value }) => value.name))
  const blocks = weights.blocks.filter((block) => block.names.some((name) => names.has(name)))
  return new Stepper(session, { ...weights, blocks, trained }, new Masks(graph.dropouts, seed))
}

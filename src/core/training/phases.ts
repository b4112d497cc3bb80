// What a run trains, phase after phase: one for most, several where exits learn after the model.
import { LabError } from '../../shared/labError.ts'
import type { RunSpec } from '../../shared/run.ts'
import { findExit } from '../catalog/resolveSpec.ts'
import { isIdle } from '../catalog/tunings.ts'
import { allAlike, type ExitPhase } from '../exits/exit.ts'
import type { Model, Rates } from '../models/family.ts'
import type { Question, Task } from '../objectives/objective.ts'
import type { Applied } from '../tuning/tuning.ts'
import { exitTrainingGraph, isOfExits, type ExitModel } from './exitGraphs.ts'
import { isTrained, trainingGraph, type TrainingGraph } from './graphs.ts'

export interface TrainingPhase {
  /** Of the run's steps. */
  readonly share: number
  readonly graph: TrainingGraph
  /** How exits are trained in it; absent where there are none. */
  readonly exits?: ExitPhase | undefined
}

interface Parts {
  readonly model: Model
  readonly tuning: Applied
  readonly task: Task
  readonly question?: Question | undefined
}

/**
 * The exits that a run's spec asks for.
 * @throws LabError('method') where the run gives no answers or trains nothing, 'option' where another option does not go
 * with exits.
 */
export function exitsOf(spec: RunSpec, { model, tuning, task, question }: Parts): ExitModel | undefined {
  const { id, options } = spec.exit
  const training = findExit(spec).training?.(options)
  if (training === undefined) return undefined
  const refuse = (option: string, why: string): LabError =>
    new LabError('option', `The exit "${id}" does not go with this run: ${why}`, { option })
  if (task.kind !== 'rows' || isIdle(spec.tuning))
    throw new LabError(
      'method',
      `The exit "${id}" needs a run that learns to answer rows. Choose another objective or tuning, or no exit.`,
      { exit: id },
    )
  if (question?.auxiliary)
    throw refuse(
      'cloze.auxiliary',
      'hidden words are learned at the last layer alone. Set cloze.auxiliary to 0.',
    )
  if (task.outputs === 1 && training.phases.some(({ temperature }) => temperature !== undefined))
    throw refuse(
      'exit',
      'a number has no probabilities that others could learn. Choose joint or alternating.',
    )
  return { model, tuning, task, training, question }
}

/** The phases of a run, their shares adding up to 1. */
export function trainingPhases(
  { model, tuning, task, question }: Parts,
  exits: ExitModel | undefined,
  rates: Rates,
  isNew: (name: string) => boolean,
): TrainingPhase[] {
  const plain = (): TrainingGraph => trainingGraph(model, tuning, task, rates, isNew, question)
  if (!exits) return [{ share: 1, graph: plain() }]
  return exits.training.phases.map((phase) => ({
    share: phase.share,
    graph:
      phase.trains === 'model' ? plain() : exitTrainingGraph(exits, phase, rates, chosenOf(exits, isNew)),
    exits: phase,
  }))
}

/** Everything that any phase trains, in one graph. */
export function wholeGraph(exits: ExitModel, rates: Rates, isNew: (name: string) => boolean): TrainingGraph {
  const phase: ExitPhase = { share: 1, trains: 'all', weights: (_, layers) => allAlike(layers) }
  return exitTrainingGraph(exits, phase, rates, chosenOf(exits, isNew))
}

const chosenOf =
  ({ model, tuning, question }: ExitModel, isNew: (name: string) => boolean) =>
  (name: string): boolean =>
    isOfExits(name) || isTrained(model, tuning, name, question?.isHead(name) === true, isNew)

// The graphs of a run whose inner layers answer as well.
import type { ExitPhase, ExitTraining } from '../exits/exit.ts'
import { exitPrefix, layerAnswers, layerStates, type ExitHeads, type LayerAnswers } from '../exits/heads.ts'
import { exitLoss } from '../exits/loss.ts'
import type { Graph } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'
import type { Model, Rates } from '../models/family.ts'
import type { Context } from '../models/layers.ts'
import type { RowTask } from '../objectives/objective.ts'
import type { Applied } from '../tuning/tuning.ts'
import { context, still, withGradients, type TrainingGraph } from './graphs.ts'

/** A model whose layers all answer. */
export interface ExitModel {
  readonly model: Model
  readonly tuning: Applied
  readonly task: RowTask
  readonly training: ExitTraining
  readonly question?: ExitHeads['question']
}

function answers(
  c: Context,
  { model, task, training, question }: ExitModel,
  rates: Rates,
): LayerAnswers & { readonly states: readonly Value[] } {
  const { sharedPooler, certainty } = training
  const heads = { outputs: task.outputs, sharedPooler, certainty, question }
  const states = layerStates(c, model, rates, heads)
  return { states, ...layerAnswers(c, model, states, rates, heads) }
}

/** Forward, loss and backward of a phase. Trained is what is `chosen`, or the exits alone. Outputs as trainingGraph. */
export function exitTrainingGraph(
  exits: ExitModel,
  phase: ExitPhase,
  rates: Rates,
  chosen: (name: string) => boolean,
): TrainingGraph {
  const c = context(exits.model, exits.tuning, true)
  const loss = exitLoss(c.g, exits.task, answers(c, exits, rates), phase)
  return withGradients(c.g, loss, phase.trains === 'exits' ? isOfExits : chosen)
}

/** Forward only. Outputs: `logits` of the last layer, and those of layerOutputs. */
export function exitEvaluationGraph(exits: ExitModel): Graph {
  const c = context(exits.model, exits.tuning, false)
  const { logits, doubts } = answers(c, exits, still)
  logits.slice(0, -1).forEach((value, l) => c.g.output(logitsName(l), value))
  doubts.forEach((value, l) => c.g.output(doubtName(l), value))
  c.g.output('logits', logits.at(-1)!)
  return c.g
}

/** A graph that can be cut between its layers, in `c`: the states after the embeddings and after each layer, and all answers. */
export function layerGraph(
  exits: ExitModel,
  c = context(exits.model, exits.tuning, false),
): LayerAnswers & { readonly emitter: Graph['emitter']; readonly states: readonly Value[] } {
  return { emitter: c.g.emitter, ...answers(c, exits, still) }
}

const logitsName = (layer: number): string => `logits ${layer}`
const doubtName = (layer: number): string => `doubt ${layer}`

/** The outputs of exitEvaluationGraph, layer by layer. */
export function layerOutputs({ model, training }: ExitModel): { logits: string[]; doubts: string[] } {
  const layers = Array.from({ length: model.facts.layers }, (_, l) => l)
  return {
    logits: layers.map((l) => (l === layers.length - 1 ? 'logits' : logitsName(l))),
    doubts: training.certainty ? layers.map(doubtName) : [],
  }
}

/** Whether a weight belongs to an exit. */
export const isOfExits = (name: string): boolean => name.startsWith(exitPrefix)

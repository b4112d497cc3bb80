// The graphs of a run: one that trains, one that only looks.
import { backward } from '../graph/backward.ts'
import { createGraph, type Graph, type Parameter } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'
import { createContext } from '../models/context.ts'
import type { Model, Rates } from '../models/family.ts'
import { linear, type Context } from '../models/layers.ts'
import { pooled } from '../models/pooled.ts'
import { textPlaces } from '../models/prompt.ts'
import { placesInput, tokenLoss } from '../objectives/languageModel.ts'
import type { Auxiliary, Question, RowTask, Task } from '../objectives/objective.ts'
import type { Applied } from '../tuning/tuning.ts'

export interface TrainingGraph {
  readonly graph: Graph
  /** Parameters with gradients, in the order of their `gradient <name>` outputs. */
  readonly trained: readonly Parameter[]
}

/** No dropout. */
export const still: Rates = { hidden: 0, attention: 0, classifier: 0 }

/** A model at work in a new graph. */
export function context(model: Model, tuning: Applied, training: boolean): Context {
  return createContext(createGraph({ training }), model, tuning.hooks)
}

/** Logits [B, outputs] of a head on the model's pooled vector. */
export function headLogits(c: Context, model: Model, outputs: number, rates: Rates): Value {
  const { name, bias } = model.head
  return linear(c, pooled(c, model, rates), name, outputs, -1, bias)
}

/** As much of a question as a graph sees. */
type Asked = Omit<Question, 'encode' | 'demonstrations' | 'auxiliary'> & {
  readonly auxiliary?: Pick<Auxiliary, 'share'> | undefined
}

/** Logits [B, outputs] of rows: by a head, or by the model's own language model where `question` asks it. */
function rowLogits(c: Context, model: Model, task: RowTask, rates: Rates, question?: Asked): Value {
  if (question === undefined) return headLogits(c, model, task.outputs, rates)
  const asked = c.g.input('asked', [question.places === 1 ? 'B' : 'A'], 'int64')
  return question.logits(c, model.encode(c, rates, asked).at(-1)!)
}

/** The loss of rows; with an auxiliary one, P of the B rows are prompts, and the others have the hidden tokens. */
function rowLoss(c: Context, model: Model, task: RowTask, rates: Rates, question?: Asked): Value {
  const { g } = c
  if (!question?.auxiliary) return task.loss(g, rowLogits(c, model, task, rates, question))
  const { share } = question.auxiliary
  const states = model.encode(c, rates, textPlaces(c)).at(-1)!
  const asked = g.input('asked', [question.places === 1 ? 'P' : 'A'], 'int64')
  const answers = task.loss(g, question.logits(c, g.embed(states, asked), 'P'))
  const hidden = tokenLoss(c, model, g.embed(states, placesInput(c)))
  return g.add(g.scale(answers, { factor: 1 - share }), g.scale(hidden, { factor: share }))
}

/** Whether `name` is a weight of the classifier and not of the pre-trained model. */
export const isOfHead = ({ head }: Model, name: string): boolean =>
  head.modules.some((module) => name.startsWith(`${module}.`))

/**
 * Forward, loss and backward. Trained is what `tuning` chooses, the head, and whatever `isNew`: no checkpoint holds it.
 * Outputs: loss, gradients.
 */
export function trainingGraph(
  model: Model,
  tuning: Applied,
  task: Task,
  rates: Rates,
  isNew: (name: string) => boolean,
  question?: Asked,
): TrainingGraph {
  const c = context(model, tuning, true)
  const isLmHead = (name: string): boolean =>
    task.kind === 'tokens' ? task.isHead(name) : question?.isHead(name) === true
  const loss = task.kind === 'rows' ? rowLoss(c, model, task, rates, question) : task.loss(c, model, rates)
  return withGradients(c.g, loss, (name) => isTrained(model, tuning, name, isLmHead(name), isNew))
}

/** Whether a weight is trained: what `tuning` chooses, the head, and whatever no checkpoint holds. */
export const isTrained = (
  model: Model,
  tuning: Applied,
  name: string,
  isLmHead: boolean,
  isNew: (name: string) => boolean,
): boolean => tuning.trains(name, isLmHead) || isOfHead(model, name) || isNew(name)

/** Adds the loss and the gradients of every chosen parameter as outputs. */
export function withGradients(graph: Graph, loss: Value, chosen: (name: string) => boolean): TrainingGraph {
  const trained = [...graph.parameters.values()].filter((p) => chosen(p.value.name))
  const gradients = backward(
    graph,
    loss,
    trained.map((p) => p.value),
  )
  graph.output('loss', loss)
  gradients.forEach((gradient, i) => graph.output(gradientName(trained[i]!.value.name), gradient))
  return { graph, trained }
}

export const gradientName = (parameter: string): string => `gradient ${parameter}`

/** Forward only. Output: the logits of rows, or the loss of tokens. */
export function evaluationGraph(model: Model, tuning: Applied, task: Task, question?: Asked): Graph {
  const c = context(model, tuning, false)
  if (task.kind === 'rows') c.g.output('logits', rowLogits(c, model, task, still, question))
  else c.g.output('loss', task.loss(c, model, still))
  return c.g
}

/** The weights of the bare encoder: what a checkpoint must hold. */
export function encoderParameters(model: Model): ReadonlyMap<string, Parameter> {
  const c = context(model, { hooks: {}, trains: () => false }, false)
  model.encode(c, still)
  return c.g.parameters
}

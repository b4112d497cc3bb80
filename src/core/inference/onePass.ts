// The graph in which several runs on one model answer the same texts: the model's weights are there once.
import { createGraph, type Graph } from '../graph/graph.ts'
import { dropUnread } from '../graph/unread.ts'
import { batchInputs } from '../models/batchInputs.ts'
import type { Model } from '../models/family.ts'
import { compose, type Hooks } from '../models/hooks.ts'
import { linear, type Context } from '../models/layers.ts'
import { readState } from '../models/pooled.ts'
import { encoderParameters, still } from '../training/graphs.ts'
import { fitsLane, laneHooks, splitLanes, withOwnNames, type Lane } from './lanes.ts'

/** A run as its graph sees it. */
export interface Member {
  /** The model that they have in common, with the member's head. */
  readonly model: Model
  readonly hooks: Hooks
  /** The weights that it brings along. */
  readonly own: ReadonlySet<string>
  /** Logits for each row. */
  readonly outputs: number
}

export interface OnePass {
  /** Outputs `logits <member>` [B, outputs]. */
  readonly graph: Graph
  /** How often the batch holds each row: all of them in order, then all of them again. */
  readonly lanes: number
}

/** What an own weight of member `index` is called in the graph of a pass. */
export const ownName = (index: number, name: string): string => `${index} ${name}`

/** Whether each run on `model` may share a pass: it leaves the encoder's own weights as they are, and adds to them token by token. */
export function sharing(model: Model): (member: Member) => boolean {
  const encoder = encoderParameters(model)
  const tokenwise = projectsTokensAlone(model)
  return ({ hooks, own }) =>
    fitsLane(hooks) && (tokenwise || isBare(hooks)) && ![...own].some((name) => encoder.has(name))
}

/**
 * A pass for `members`. Those without hooks read the same states, computed once; each other one has a lane of its own.
 */
export function onePassGraph(model: Model, members: readonly Member[]): OnePass {
  const g = createGraph({ training: false })
  const graphs = members.map(({ own }, i) => withOwnNames(g, own, (name) => ownName(i, name)))
  const lanes: Lane[] = members.some(({ hooks }) => isBare(hooks)) ? [{ hooks: {}, g }] : []
  const laneOf = members.map(({ hooks }, i) => (isBare(hooks) ? 0 : lanes.push({ hooks, g: graphs[i]! }) - 1))
  const c: Context = {
    g,
    batch: batchInputs(g),
    hooks: compose(laneHooks(lanes)),
    deviation: model.facts.deviation,
  }
  const states = splitLanes(g.emitter, readState(c, model, still), lanes.length)
  members.forEach(({ model: own, hooks, outputs }, i) => {
    const at: Context = { ...c, g: graphs[i]!, hooks: compose(hooks) }
    const { name, bias } = own.head
    const pooled = own.pool(at, states[laneOf[i]!]!, still)
    g.output(`logits ${i}`, linear(at, pooled, name, outputs, -1, bias))
  })
  dropUnread(g.emitter)
  return { graph: g, lanes: lanes.length }
}

const isBare = (hooks: Hooks): boolean => Object.keys(hooks).length === 0

/** Whether every linear layer reads tokens. DeBERTa's also read distances, which no lane has for itself. */
function projectsTokensAlone(model: Model): boolean {
  const g = createGraph({ training: false })
  const batch = batchInputs(g)
  const tokens = new Set([batch.ids.shape[0], batch.first.shape[0]])
  let alone = true
  const hooks = compose({
    project: (_, y) => {
      alone &&= tokens.has(y.shape[0]!)
      return y
    },
  })
  readState({ g, batch, hooks, deviation: model.facts.deviation }, model, still)
  return alone
}

// The classifiers after inner layers: copies of the model's own head, under names of their own.
import type { Value } from '../graph/value.ts'
import type { Model, Rates } from '../models/family.ts'
import { linear, type Context } from '../models/layers.ts'
import { stateOf } from '../models/pooled.ts'
import type { Question } from '../objectives/objective.ts'

/** The weights of the exit after layer l (0 is the first) are called `exits.<l>.` and the name of what they copy. */
export const exitPrefix = 'exits.'

/** The layer that says how likely an answer is wrong; all exits share it (Xin et al. 2021, section 3.2). */
const certaintyName = `${exitPrefix}certainty`

/** What a weight of an exit is a copy of; undefined for others, and for those that copy nothing. */
export function copied(name: string): string | undefined {
  return /^exits\.\d+\.(.+)$/.exec(name)?.[1]
}

/** How layers are asked. */
export interface ExitHeads {
  readonly outputs: number
  readonly sharedPooler: boolean
  readonly certainty: boolean
  /** Where the model's own language model answers instead of a head. */
  readonly question?: Pick<Question, 'places' | 'logits' | 'isHead'> | undefined
}

/** The answers of all layers, first layer first. */
export interface LayerAnswers {
  /** Logits [B, outputs] of each. */
  readonly logits: readonly Value[]
  /** How likely each is wrong [B, 1], before the sigmoid; empty where nobody learns it. */
  readonly doubts: readonly Value[]
}

/** The token that answers for a row, so that of the last layer nobody reads the others; undefined where several do. */
const oneToken = ({ head: { reads } }: Model, { question }: ExitHeads): 'first' | 'last' | undefined =>
  question || reads === 'mean' ? undefined : reads

/** The states after the embeddings and after each layer [M, D]; of the last one only what its head reads [B, D], where that is one token. */
export function layerStates(c: Context, model: Model, rates: Rates, heads: ExitHeads): readonly Value[] {
  const token = oneToken(model, heads)
  return model.encode(c, rates, token && c.batch[token])
}

/** Answers of every layer of a model whose states are those of layerStates. */
export function layerAnswers(
  c: Context,
  model: Model,
  states: readonly Value[],
  rates: Rates,
  heads: ExitHeads,
): LayerAnswers {
  const layers = states.slice(1)
  const answers = layers.map((state, l) => {
    if (l === layers.length - 1)
      return answer(c, model, state, rates, heads, oneToken(model, heads) ? state : undefined)
    return answer(renamed(c, `${exitPrefix}${l}.`, ownNames(model, heads)), model, state, rates, heads)
  })
  return {
    logits: answers.map(({ logits }) => logits),
    doubts: heads.certainty ? answers.map(({ vector }) => linear(c, vector, certaintyName, 1)) : [],
  }
}

function answer(
  c: Context,
  model: Model,
  state: Value,
  rates: Rates,
  { outputs, question }: ExitHeads,
  read = stateOf(c, model, state),
): { logits: Value; vector: Value } {
  if (question) {
    const asked = c.g.input('asked', [question.places === 1 ? 'B' : 'A'], 'int64')
    return { logits: question.logits(c, c.g.embed(state, asked)), vector: read }
  }
  const vector = model.pool(c, read, rates)
  return { logits: linear(c, vector, model.head.name, outputs, -1, model.head.bias), vector }
}

/** Which of the weights that answer are an exit's own: a language model's head is tied to the embeddings, which are not. */
function ownNames({ head }: Model, { sharedPooler, question }: ExitHeads): (name: string) => boolean {
  if (question) return (name) => question.isHead(name)
  return sharedPooler ? (name) => name.startsWith(`${head.name}.`) : () => true
}

/** The same graph, in which weights that are `own` bear other names. */
function renamed(c: Context, prefix: string, own: (name: string) => boolean): Context {
  const g: Context['g'] = Object.create(c.g)
  g.parameter = (name, ...rest) => c.g.parameter(own(name) ? prefix + name : name, ...rest)
  return { ...c, g }
}

// Language modelling: the loss of predicting tokens. Which ones and from what, maskedLm.ts and causalLm.ts say.
import type { Random } from '../../shared/random.ts'
import { createGraph } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'
import { createContext } from '../models/context.ts'
import type { Model, Rates } from '../models/family.ts'
import type { Context } from '../models/layers.ts'
import { tokenizeBlocks } from '../tokens/blocks.ts'
import type { Lexicon } from '../tokens/lexicon.ts'
import type { TokenRow } from '../tokens/pack.ts'
import type { Language, Target, TokenTask } from './objective.ts'

/** Tokens to predict: the places to read from, in the flat order of the rows, and the ids that follow there. */
export interface Predictions {
  readonly places: readonly number[]
  readonly truth: readonly number[]
}

/**
 * sum_k w_k (-log p(labels_k)), each read from the last state at places_k. Inputs: `places` int64 [K], in the flat order;
 * those of tokenLoss.
 */
export function languageModelLoss(c: Context, model: Model, rates: Rates): Value {
  return tokenLoss(c, model, model.encode(c, rates, placesInput(c)).at(-1)!)
}

/** The input `places` int64 [K]. */
export const placesInput = ({ g }: Context): Value => g.input('places', ['K'], 'int64')

/** The same loss for last states [K, D]. Inputs: `labels` int64 [K, 1]; `labelWeights` [K, 1], e.g. 1 / K for the mean. */
export function tokenLoss(c: Context, model: Model, states: Value): Value {
  const { g } = c
  const logits = model.languageModel.logits(c, states)
  return g.crossEntropy(logits, g.input('labels', ['K', 1], 'int64'), g.input('labelWeights', ['K', 1]))
}

/** Which tokens the rows of a piece are to predict, and the rows as the model reads them meanwhile. */
export type Ask = (rows: readonly TokenRow[], rng: Random) => { rows: readonly TokenRow[] } & Predictions

/** The objective of a model's own language model, whose questions `ask` chooses. */
export function languageTask({ model, tokenizer }: Language, { isText }: Lexicon, ask: Ask): TokenTask {
  const head = languageModelHead(model)
  return {
    kind: 'tokens',
    criterion: { name: 'loss', larger: false },
    perplexity: true,
    rows: (examples, length) => tokenizeBlocks(examples, tokenizer, length, isText),
    loss: languageModelLoss,
    pieces: async (batch, rng) => {
      const asks = batch.map((rows) => ask(rows, rng))
      const asked = asks.reduce((sum, { places }) => sum + places.length, 0)
      return {
        asked,
        pieces: asks.map(({ rows, places, truth }) => ({
          rows,
          feeds: tokenFeeds({ places, truth }, asked),
          dims: { K: places.length },
        })),
      }
    },
    isHead: (name) => head.has(name),
  }
}

/** The inputs of languageModelLoss for a mean over `asked` tokens, of which these are some. */
export function tokenFeeds(
  { places, truth }: Predictions,
  asked: number,
): { readonly [input: string]: Target } {
  const count = places.length
  return {
    places: { data: BigInt64Array.from(places, BigInt), shape: [count] },
    labels: { data: BigInt64Array.from(truth, BigInt), shape: [count, 1] },
    labelWeights: { data: new Float32Array(count).fill(1 / asked), shape: [count, 1] },
  }
}

/** The weights that only the language model has; word embeddings that it shares with the model below are not its own. */
export function languageModelHead(model: Model): ReadonlySet<string> {
  const c = createContext(createGraph({ training: false }), model)
  const states = model.encode(c, model.facts.dropout).at(-1)!
  const below = new Set(c.g.parameters.keys())
  model.languageModel.logits(c, states)
  return new Set([...c.g.parameters.keys()].filter((name) => !below.has(name)))
}

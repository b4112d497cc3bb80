// Language modelling: the loss of predicting tokens. Which ones and from what, maskedLm.ts and causalLm.ts say.
import type { Value } from '../graph/value.ts'
import type { Model, Rates } from '../models/family.ts'
import type { Context } from '../models/layers.ts'

/** Tokens to predict: the places to read from, in the flat order of the rows, and the ids that follow there. */
export interface Predictions {
  readonly places: readonly number[]
  readonly truth: readonly number[]
}

/**
 * sum_k w_k (-log p(labels_k)), each read from the last state at places_k. Inputs: `places` int64 [K], in the flat order;
 * `labels` int64 [K, 1]; `labelWeights` [K, 1], e.g. 1 / K for the mean.
 */
export function languageModelLoss(c: Context, model: Model, rates: Rates): Value {
  const { g } = c
  const states = model.encode(c, rates, g.input('places', ['K'], 'int64'))
  const logits = model.languageModel.logits(c, states.at(-1)!)
  return g.crossEntropy(logits, g.input('labels', ['K', 1], 'int64'), g.input('labelWeights', ['K', 1]))
}

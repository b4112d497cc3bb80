// The same small BERT reading from left to right, as a first phase of pre-training that asks every token.
import type { Value } from '../src/core/graph/value.ts'
import { causalMask } from '../src/core/models/attention.ts'
import type { Facts, Model } from '../src/core/models/family.ts'
import type { Context } from '../src/core/models/layers.ts'
import { nextTokens } from '../src/core/objectives/causalLm.ts'
import { languageModelLoss, tokenFeeds } from '../src/core/objectives/languageModel.ts'
import { textRows } from '../src/core/recipes/pretrain/textBatches.ts'
import { pieceOf } from '../src/core/training/feeds.ts'
import { context, still, withGradients, type TrainingGraph } from '../src/core/training/graphs.ts'
import type { Piece } from '../src/core/training/stepper.ts'

/** Next-token loss and the gradients of every weight. */
export function causalGraph(model: Model): TrainingGraph {
  let mask: Value | undefined
  const hooks = {
    attend: (
      _: unknown,
      at: { readonly query: Value; readonly key: Value; readonly value: Value; readonly mask: Value },
    ) => ({
      ...at,
      mask: (mask ??= causalMask(c)),
    }),
  }
  const c: Context = context(model, { hooks, trains: () => true }, true)
  return withGradients(c.g, languageModelLoss(c, model, still), () => true)
}

/** The batch of a step. */
export function causalLesson(
  text: { readonly facts: Facts; readonly batchTokens: number; readonly maskShare: number },
  tokens: Int32Array,
  seed: number,
  step: number,
): Piece {
  const rows = textRows({ ...text, tokens }, seed, step).map((ids) => ({ ids }))
  const asked = nextTokens(rows)
  return pieceOf(rows, tokenFeeds(asked, asked.places.length), { K: asked.places.length })
}

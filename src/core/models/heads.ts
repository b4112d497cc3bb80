// The heads that a classifier or regressor may have in place of its family's own: one new linear layer, or two; on a token, or on the mean of all.
import { z } from 'zod'
import type { Value } from '../graph/value.ts'
import type { Model } from './family.ts'
import { activate, linear, type Context } from './layers.ts'

/** The family's own head, W x + b on what it reads, or W f(V drop(x) + c) + b with one of the functions f; mean: W x + b on the mean of the row's tokens. */
const kinds = ['own', 'linear', 'mean', 'tanh', 'relu', 'gelu', 'gelu_new', 'silu'] as const
export type HeadKind = (typeof kinds)[number]

/** The option of every objective that answers rows. */
export const headKind = z.enum(kinds).default('own').meta({
  title: 'Head',
  description:
    'own: the head that Transformers gives this family. linear: one new layer straight on what it reads. mean: one new layer on the mean of all tokens, as sentence vectors are made. The others: two new layers with this function between them, as AdapterHub’s heads have. Only AdapterHub’s format and ONNX hold what is not own, and a mean only ONNX.',
})

/** The first of two layers, as wide as the model. No checkpoint holds it, so it is new and learns. */
export const denseName = 'head.dense'

/** The model with this head. Dropout stands before each layer, as in AdapterHub's `adapters` (heads/base.py). */
export function withHead(model: Model, kind: HeadKind): Model {
  if (kind === 'own') return model
  const dense = (c: Context, x: Value): Value =>
    activate(c.g, linear(c, x, denseName, model.facts.hidden), kind)
  return {
    ...model,
    head: { ...model.head, bias: true, kind, ...(kind === 'mean' && { reads: 'mean' }) },
    pool: (c, token, rates) => {
      const x = kind === 'linear' || kind === 'mean' ? token : dense(c, c.g.drop(token, rates.classifier))
      return c.g.drop(c.hooks.head(c.g, x), rates.classifier)
    },
  }
}

// The graphs of an encoder-decoder at work: one reads texts, the others look at what is being written for them.
import { createGraph, type Graph } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'
import { textInputs, writtenInputs, type EncoderDecoder } from '../models/encoderDecoder.ts'

/** `states` [B, S, D] of the encoder. */
export function readingGraph(model: EncoderDecoder): Graph {
  const g = createGraph({ training: false })
  const { emitter: e } = g
  const { hidden } = model.facts
  const texts = textInputs(g)
  const sizes = e.dims([[texts.ids, 0], [texts.ids, 1], hidden])
  g.output('states', e.reshape(model.encode(g, texts), [...texts.ids.shape, hidden], sizes))
  return g
}

/** `logits` [N T, V] after every token that is written. */
export function writingGraph(model: EncoderDecoder): Graph {
  const g = createGraph({ training: false })
  g.output('logits', model.logits(g, decoded(g, model).flat))
  return g
}

/** `sums` [K, V] over the texts of the log-probability of each token to come next, after each of K continuations. */
export function meanGraph(model: EncoderDecoder): Graph {
  const g = createGraph({ training: false })
  const { emitter: e } = g
  const { hidden, vocabulary } = model.facts
  const { flat, written, mask } = decoded(g, model)
  const rows = e.reshape(flat, ['N', 'T', hidden], e.dims([-1, [written, 1], hidden]))
  const end = e.constant('last', [], BigInt64Array.of(-1n))
  const last = e.node('Gather', [rows, end], ['N', hidden], { axis: 1 })
  const next = g.logSoftmax(model.logits(g, last))
  const byText = e.reshape(next, ['B', 'K', vocabulary], e.dims([[mask, 0], -1, vocabulary]))
  g.output('sums', e.node('ReduceSum', [byText, e.integers([0])], ['K', vocabulary], { keepdims: 0 }))
  return g
}

/** The decoder's states [N T, D], and the inputs that they hang on. */
function decoded(
  g: Graph,
  model: EncoderDecoder,
): { readonly flat: Value; readonly written: Value; readonly mask: Value } {
  const { hidden } = model.facts
  const states = g.emitter.reshape(g.input('states', ['B', 'S', hidden]), ['B S', hidden])
  const mask = g.input('mask', ['B', 1, 1, 'S'])
  const written = writtenInputs(g)
  return { flat: model.decode(g, written, { states, mask }), written: written.ids, mask }
}

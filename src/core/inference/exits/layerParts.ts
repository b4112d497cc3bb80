// A model with exits as one graph for each layer, so that what nobody needs any more is not computed.
import type { Emitter } from '../../graph/emitter.ts'
import { slice } from '../../graph/slice.ts'
import type { Value } from '../../graph/value.ts'
import type { LayerAnswers } from '../../exits/heads.ts'

/** What a layer reads and gives beside the batch: each but the first has `states`, each but the last gives the `next`. */
export const partNames = {
  states: 'states',
  next: 'next_states',
  logits: 'logits',
  doubt: 'doubt',
} as const

/** A graph that can be cut: the states before each layer and after the last one, and what every layer answers. */
export interface Cuttable extends LayerAnswers {
  readonly emitter: Emitter
  readonly states: readonly Value[]
}

/** The layers as graphs of their own, with partNames; the first one begins at the tokens. */
export function layerParts({ emitter, states, logits, doubts }: Cuttable): Emitter[] {
  return logits.map((value, l) =>
    slice(emitter, l === 0 ? {} : { [partNames.states]: states[l]! }, {
      [partNames.logits]: value,
      ...(doubts[l] && { [partNames.doubt]: doubts[l] }),
      ...(l < logits.length - 1 && { [partNames.next]: states[l + 1]! }),
    }),
  )
}

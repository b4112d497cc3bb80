// A batch on its way through the layers: texts leave where their rule lets them, the others move together.
import { decider, type ExitRule, type LayerAnswer } from '../../../shared/exits/rules.ts'
import { tensor, type Tensor } from '../../runtime/session.ts'
import { pack, type TokenRow } from '../../tokens/pack.ts'
import { batchFeeds } from '../../training/feeds.ts'
import type { LayerSessions } from './layerSessions.ts'

/** Where a row has left, and what each layer that it went through said. */
export interface Left {
  /** 0 is the first layer. */
  readonly layer: number
  readonly path: readonly LayerAnswer[]
}

interface SendingOptions {
  /** Tokens of a soft prompt that stand beside each row. */
  readonly virtual?: number | undefined
  /** How far apart numbers may be that agree. */
  readonly agreement?: number
}

interface Walking {
  /** Index in the batch. */
  readonly index: number
  readonly row: TokenRow
  readonly decide: (answer: LayerAnswer) => boolean
  readonly path: LayerAnswer[]
}

/**
 * Sends `rows` through the layers; without a rule all go to the last one. Rows that have left are taken out of the batch, so
 * that the layers after compute only what is still needed.
 */
export async function sendThrough(
  sessions: LayerSessions,
  rows: readonly TokenRow[],
  rule: ExitRule | null,
  { virtual = 0, agreement }: SendingOptions = {},
): Promise<Left[]> {
  const left: Left[] = []
  let walking = rows.map((row, index): Walking => {
    return { index, row, decide: rule ? decider(rule, agreement) : () => false, path: [] }
  })
  let states: Tensor | undefined
  let feeds = batchFeeds(pack(rows))
  for (let l = 0; l < sessions.count; l++) {
    const step = await sessions.step(l, feeds, states)
    const outputs = step.logits.length / walking.length
    const stays = walking.filter(({ index, decide, path }, i) => {
      const logits = step.logits.slice(i * outputs, (i + 1) * outputs)
      const answer = { logits, doubt: step.doubts?.[i] }
      path.push(answer)
      // The last layer is asked nothing: whoever has come so far leaves there.
      if (l < sessions.count - 1 && !decide(answer)) return true
      left[index] = { layer: l, path }
      return false
    })
    if (stays.length === 0) break
    states = step.states
    if (stays.length === walking.length) continue
    states = statesOf(states!, walking, new Set(stays), virtual)
    walking = stays
    feeds = batchFeeds(pack(walking.map(({ row }) => row)))
  }
  return left
}

/**
 * The states [M, D] of those in `stays`. Tokens lie row after row; behind those of all rows come the `virtual` ones of a soft
 * prompt, as many for each row.
 */
function statesOf(
  { data, dims }: Tensor,
  walking: readonly Walking[],
  stays: ReadonlySet<Walking>,
  virtual: number,
): Tensor {
  const width = dims[1]!
  const all = data as Float32Array
  const parts: Float32Array[] = []
  let at = 0
  for (const lengthOf of [({ row }: Walking) => row.ids.length, () => virtual])
    for (const one of walking) {
      const end = at + lengthOf(one) * width
      if (stays.has(one)) parts.push(all.subarray(at, end))
      at = end
    }
  const kept = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let to = 0
  for (const part of parts) {
    kept.set(part, to)
    to += part.length
  }
  return tensor(kept, [kept.length / width, width])
}

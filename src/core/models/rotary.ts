// Rotary positions (Su et al. 2021): how far each pair of a head's dimensions turns from one token to the next.
import type { Graph } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'

/** Angles per token of the d / 2 pairs of a head of `size` d: theta^(-2 i / d). */
export function rotaryFrequencies(size: number, theta: number): number[] {
  return Array.from({ length: size / 2 }, (_, i) => theta ** ((-2 * i) / size))
}

/** cos and sin [M, d / 2] of the angles at `positions` int64 [M], for the op `rotary`. Make them once for all layers. */
export function rotaryAngles(
  g: Graph,
  positions: Value,
  frequencies: readonly number[],
): readonly [cos: Value, sin: Value] {
  const e = g.emitter
  const [tokens, half] = [positions.shape[0]!, frequencies.length]
  const row = e.constant(`frequencies ${frequencies.join(' ')}`, [1, half], Float32Array.from(frequencies))
  const column = e.reshape(e.float(positions), [tokens, 1])
  const angles = e.multiply(column, row)
  return [e.node('Cos', [angles], [tokens, half]), e.node('Sin', [angles], [tokens, half])]
}

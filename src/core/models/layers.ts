// The parts that transformer families share: linear layers, layer norms, attention, activations.
import { LabError } from '../../shared/labError.ts'
import type { Graph } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'
import type { BatchInputs } from './batchInputs.ts'
import type { Hooks } from './hooks.ts'

/** Everything a family needs while it writes its layers. */
export interface Context {
  readonly g: Graph
  readonly batch: BatchInputs
  readonly hooks: Required<Hooks>
  /** Standard deviation of new weights. */
  readonly deviation: number
}

/** y = x W^T + b with the weight as PyTorch stores it, `<name>.weight` [out, in]; `layer` -1 is outside the layers. */
export function linear(
  { g, hooks, deviation }: Context,
  x: Value,
  name: string,
  outputs: number,
  layer = -1,
): Value {
  const inputs = x.shape[1] as number
  const weight = g.parameter(`${name}.weight`, [outputs, inputs], { kind: 'normal', deviation })
  const bias = g.parameter(`${name}.bias`, [outputs])
  return hooks.project(g, g.gemm(x, weight, bias, { transposed: true }), { name, layer, x, inputs, outputs })
}

/** Layer normalisation with `<name>.weight` and `<name>.bias`. */
export function norm({ g }: Context, x: Value, name: string, epsilon: number): Value {
  const size = [x.shape.at(-1) as number]
  return g.layerNorm(
    x,
    g.parameter(`${name}.weight`, size, { kind: 'ones' }),
    g.parameter(`${name}.bias`, size),
    { epsilon },
  )
}

/** softmax(q k^T / sqrt(d) + mask) v over heads (Vaswani et al. 2017, section 3.2); q, k, v and the result are flat [M, D]. */
export function attention(
  { g, batch, hooks }: Context,
  [q, k, v]: readonly [Value, Value, Value],
  heads: number,
  dropout: number,
  layer: number,
): Value {
  const width = q.shape[1] as number
  const size = width / heads
  const split = (x: Value): Value => {
    const padded = g.padRows(x, batch.pad, batch.unpad)
    const rows = g.reshape(padded, batch.headShape, null, { shape: ['B', 'S', heads, size] })
    return g.transpose(rows, { order: [0, 2, 1, 3] })
  }
  const query = split(g.scale(q, { factor: 1 / Math.sqrt(size) }))
  const at = hooks.attend(g, { query, key: split(k), value: split(v), mask: batch.mask }, layer)
  const scores = g.add(g.matmul(at.query, g.transpose(at.key, { order: [0, 1, 3, 2] })), at.mask)
  const mixed = g.matmul(g.drop(g.softmax(scores), dropout), at.value)
  const rows = g.transpose(mixed, { order: [0, 2, 1, 3] })
  return g.unpadRows(g.reshape(rows, null, batch.headShape, { shape: ['P', width] }), batch.unpad, batch.pad)
}

const activations: { readonly [name: string]: (g: Graph, x: Value) => Value } = {
  gelu: (g, x) => g.gelu(x),
  gelu_new: (g, x) => g.geluTanh(x),
  gelu_pytorch_tanh: (g, x) => g.geluTanh(x),
  relu: (g, x) => g.relu(x),
  tanh: (g, x) => g.tanh(x),
}

/** The activation that a config names. */
export function activate(g: Graph, x: Value, name: string): Value {
  const activation = Object.hasOwn(activations, name) ? activations[name] : undefined
  if (!activation)
    throw new LabError(
      'model',
      `The activation "${name}" is not known. Lathe knows ${Object.keys(activations).join(', ')}.`,
      { activation: name },
    )
  return activation(g, x)
}

// The parts that transformer families share: linear layers, norms, activations.
import { LabError } from '../../shared/labError.ts'
import type { Graph } from '../graph/graph.ts'
import type { Value } from '../graph/value.ts'
import type { BatchInputs } from './batchInputs.ts'
import type { AllHooks } from './hooks.ts'

/** Everything a family needs while it writes its layers. */
export interface Context {
  readonly g: Graph
  readonly batch: BatchInputs
  readonly hooks: AllHooks
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
  biased = true,
): Value {
  const inputs = x.shape[1] as number
  const weight = g.parameter(`${name}.weight`, [outputs, inputs], { kind: 'normal', deviation })
  const bias = biased ? g.parameter(`${name}.bias`, [outputs]) : null
  const at = { name, layer, x, inputs, outputs }
  return hooks.project(g, g.gemm(hooks.enter(g, x, at), weight, bias, { transposed: true }), at)
}

/** Layer normalisation with `<name>.weight` and, if `biased`, `<name>.bias`. */
export function norm({ g }: Context, x: Value, name: string, epsilon: number, biased = true): Value {
  const size = [x.shape.at(-1) as number]
  const gamma = g.parameter(`${name}.weight`, size, { kind: 'ones' })
  return g.layerNorm(x, gamma, biased ? g.parameter(`${name}.bias`, size) : null, { epsilon })
}

const activations: { readonly [name: string]: (g: Graph, x: Value) => Value } = {
  gelu: (g, x) => g.gelu(x),
  gelu_new: (g, x) => g.geluTanh(x),
  gelu_pytorch_tanh: (g, x) => g.geluTanh(x),
  relu: (g, x) => g.relu(x),
  silu: (g, x) => g.silu(x),
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

// Writes single ONNX nodes. Nothing here is recorded for the backward pass; ops and gradient rules are made of it.
import { broadcast, type Dim, type ElementType, type Shape, type Value } from './value.ts'

/** An ONNX attribute: an integer, integers, a float wrapped as { float }, or a string. */
export type Attribute = number | readonly number[] | { readonly float: number } | string

export interface Node {
  readonly type: string
  readonly domain: '' | 'com.microsoft'
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

export interface Constant {
  readonly value: Value
  readonly data: Float32Array | BigInt64Array
}

/** Op set of the graphs: the newest one whose every op runs on the CPU and on WebGPU. */
export const opset = 18

/** To Slice, anything beyond the last place means the end. */
export const end = 2 ** 31 - 1

export class Emitter {
  readonly nodes: Node[] = []
  readonly inputs: Value[] = []
  readonly outputs: Value[] = []
  /** The name an inner value bears as an output, or as the input of a part of the graph. */
  readonly outerNames = new Map<string, string>()
  readonly constants = new Map<string, Constant>()
  private count = 0

  /** One node with one output. */
  node(
    type: string,
    inputs: readonly (Value | null)[],
    shape: Shape,
    attributes: Node['attributes'] = {},
    elementType: ElementType = 'float32',
  ): Value {
    return this.nodeWith(type, inputs, [shape], attributes, '', elementType)[0]!
  }

  /** One node with an output for each shape. */
  nodeWith(
    type: string,
    inputs: readonly (Value | null)[],
    shapes: readonly Shape[],
    attributes: Node['attributes'] = {},
    domain: Node['domain'] = '',
    elementType: ElementType = 'float32',
  ): Value[] {
    const outputs = shapes.map((shape) => ({ name: `${type}_${this.count++}`, shape, type: elementType }))
    this.nodes.push({
      type,
      domain,
      inputs: inputs.map((v) => v?.name ?? ''),
      outputs: outputs.map((v) => v.name),
      attributes,
    })
    return outputs
  }

  input(name: string, shape: Shape, type: ElementType = 'float32'): Value {
    const value: Value = { name, shape, type }
    this.inputs.push(value)
    return value
  }

  /** Makes `value` an output called `name`. Its node writes there itself where it can: an Identity would copy every gradient. */
  output(name: string, value: Value): void {
    const free = !this.outerNames.has(value.name) && this.nodes.some((n) => n.outputs.includes(value.name))
    const own = free ? value : this.node('Identity', [value], value.shape, {}, value.type)
    this.outerNames.set(own.name, name)
    this.outputs.push({ name, shape: value.shape, type: value.type })
  }

  scalar(x: number): Value {
    return this.constant(`scalar ${x}`, [], Float32Array.of(x))
  }

  integers(xs: readonly number[]): Value {
    return this.constant(`integers ${xs.join(' ')}`, [xs.length], BigInt64Array.from(xs, BigInt))
  }

  zeros(shape: readonly number[]): Value {
    return this.constant(
      `zeros ${shape.join(' ')}`,
      shape,
      new Float32Array(shape.reduce((n, d) => n * d, 1)),
    )
  }

  /** A constant, made once for each name. */
  constant(name: string, shape: readonly number[], data: Constant['data']): Value {
    let constant = this.constants.get(name)
    if (!constant) {
      constant = { value: { name, shape, type: data instanceof Float32Array ? 'float32' : 'int64' }, data }
      this.constants.set(name, constant)
    }
    return constant.value
  }

  add(a: Value, b: Value): Value {
    return this.node('Add', [a, b], broadcast('Add', a.shape, b.shape))
  }

  subtract(a: Value, b: Value): Value {
    return this.node('Sub', [a, b], broadcast('Sub', a.shape, b.shape))
  }

  multiply(a: Value, b: Value): Value {
    return this.node('Mul', [a, b], broadcast('Mul', a.shape, b.shape))
  }

  scale(x: Value, factor: number): Value {
    return factor === 1 ? x : this.multiply(x, this.scalar(factor))
  }

  /** Sum over the last axis, kept as 1. */
  sumLast(x: Value): Value {
    return this.node('ReduceSum', [x, this.integers([-1])], [...x.shape.slice(0, -1), 1], { keepdims: 1 })
  }

  meanLast(x: Value): Value {
    return this.node('ReduceMean', [x, this.integers([-1])], [...x.shape.slice(0, -1), 1], { keepdims: 1 })
  }

  sumAll(x: Value): Value {
    return this.node('ReduceSum', [x], [], { keepdims: 0 })
  }

  /** Sums `x` down to `shape`, undoing a broadcast from it. */
  sumTo(x: Value, shape: Shape): Value {
    const lead = x.shape.length - shape.length
    const dropped = x.shape.slice(0, lead).map((_, i) => i)
    const kept = shape.flatMap((d, i) => (d === 1 && x.shape[lead + i] !== 1 ? [i] : []))
    let y = x
    if (dropped.length > 0)
      y = this.node('ReduceSum', [y, this.integers(dropped)], y.shape.slice(lead), { keepdims: 0 })
    if (kept.length > 0) y = this.node('ReduceSum', [y, this.integers(kept)], shape, { keepdims: 1 })
    return y
  }

  transpose(x: Value, order: readonly number[]): Value {
    return this.node(
      'Transpose',
      [x],
      order.map((i) => x.shape[i]!),
      { perm: order },
    )
  }

  /** Reshape; `target` holds the runtime dims where more than one of them is named. */
  reshape(x: Value, shape: Shape, target?: Value): Value {
    return this.node(
      'Reshape',
      [x, target ?? this.integers(shape.map((d) => (typeof d === 'number' ? d : -1)))],
      shape,
    )
  }

  /** The runtime shape of `x`. */
  shapeOf(x: Value): Value {
    return this.node('Shape', [x], [x.shape.length], {}, 'int64')
  }

  /** Dims at run time, int64 [n]: each a number, or the size of a value along an axis. */
  dims(parts: readonly (number | readonly [of: Value, axis: number])[]): Value {
    const sizes = parts.map((part) =>
      typeof part === 'number'
        ? this.integers([part])
        : this.node('Gather', [this.shapeOf(part[0]), this.integers([part[1]])], [1], {}, 'int64'),
    )
    return this.node('Concat', sizes, [parts.length], { axis: 0 }, 'int64')
  }

  /** Integers or truth values as floats; 1 is ONNX's number for float32. */
  float(x: Value): Value {
    return this.node('Cast', [x], x.shape, { to: 1 })
  }

  /** 1 where two broadcast integers (below 2^24) are equal, else 0. Compared as floats, which every device can. */
  equal(a: Value, b: Value): Value {
    return this.float(
      this.node('Equal', [this.float(a), this.float(b)], broadcast('Equal', a.shape, b.shape)),
    )
  }

  /** Rows `index` of `x`. */
  gather(x: Value, index: Value): Value {
    return this.node('Gather', [x, index], [...index.shape, ...x.shape.slice(1)], { axis: 0 }, x.type)
  }

  concatRows(parts: readonly Value[], rows: Dim): Value {
    return this.node('Concat', parts, [rows, ...parts[0]!.shape.slice(1)], { axis: 0 })
  }
}

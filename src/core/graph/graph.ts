// A graph under construction: ops by name, parameters, dropout masks, and the tape that backward() reads.
import { Emitter } from './emitter.ts'
import type { Inputs, Op } from './op.ts'
import { ops, type OpName } from './ops/index.ts'
import { fixedShape, type ElementType, type Shape, type Value } from './value.ts'

/** How a parameter that no checkpoint holds begins. */
export type Initial =
  | { readonly kind: 'zeros' }
  | { readonly kind: 'ones' }
  | { readonly kind: 'normal'; readonly deviation: number }
  /** Normal, those beyond two deviations drawn again. */
  | { readonly kind: 'truncatedNormal'; readonly deviation: number }
  /** Uniform in [-bound, bound]. */
  | { readonly kind: 'uniform'; readonly bound: number }
  /** The length of each row of another parameter, of each column where `axis` is 0. */
  | { readonly kind: 'norms'; readonly of: string; readonly axis: 0 | 1 }
  /** Row i is the mean of the rows `rows[i]` of the parameter `table`; where that names none, one row drawn from `among`. */
  | {
      readonly kind: 'rows'
      readonly table: string
      readonly rows: readonly (readonly number[])[]
      readonly among: ArrayLike<number>
    }

/** A weight: an input of the graph that lives across steps. */
export interface Parameter {
  readonly value: Value
  readonly shape: readonly number[]
  readonly initial: Initial
  /** Its learning rate, as a factor of the run's. */
  readonly rate: number
}

/** A mask the trainer must feed: uint8, `keep256` of 256 ones on average. */
export interface DropoutSite {
  readonly mask: Value
  readonly keep256: number
}

/** One applied op. */
export interface Applied {
  readonly name: OpName
  readonly inputs: Inputs
  readonly attributes: unknown
  readonly output: Value
  readonly saved: readonly Value[]
}

// An op's call: its inputs, then its attributes where it has any.
type Call<O> =
  O extends Op<infer I extends Inputs, infer A>
    ? (...args: {} extends A ? [...I, attributes?: A] : [...I, attributes: A]) => Value
    : never
type Calls = { readonly [K in OpName]: Call<(typeof ops)[K]> }

class GraphBase {
  readonly emitter = new Emitter()
  readonly parameters = new Map<string, Parameter>()
  readonly dropouts: DropoutSite[] = []
  readonly tape: Applied[] = []
  /** Whether dropout is on. */
  readonly training: boolean

  constructor(training: boolean) {
    this.training = training
  }

  /** A tensor that every run feeds; asking again gives the same one. */
  input(name: string, shape: Shape, type: ElementType = 'float32'): Value {
    return this.emitter.inputs.find((known) => known.name === name) ?? this.emitter.input(name, shape, type)
  }

  /** Makes `value` an output called `name`. */
  output(name: string, value: Value): void {
    this.emitter.output(name, value)
  }

  /** A weight by its name in the checkpoint; asking again gives the same one (tied weights). */
  parameter(name: string, shape: readonly number[], initial: Initial = { kind: 'zeros' }, rate = 1): Value {
    const known = this.parameters.get(name)
    if (known) return known.value
    const value = this.input(name, shape)
    this.parameters.set(name, { value, shape: fixedShape(value), initial, rate })
    return value
  }

  /** x with a share `rate` of its elements dropped and the rest scaled up; x itself outside training. Rates are quantised to 1/256. */
  drop(this: Graph, x: Value, rate: number): Value {
    const keep256 = Math.round((1 - rate) * 256)
    if (!this.training || keep256 === 256) return x
    const mask = this.input(`dropout ${this.dropouts.length}`, x.shape, 'uint8')
    this.dropouts.push({ mask, keep256 })
    return this.dropout(x, mask, { keep: keep256 / 256 })
  }
}

/** A graph: `g.gemm(x, w, b)` and every other op of the table, plus inputs, parameters and outputs. */
export type Graph = GraphBase & Calls

/** An empty graph; `training` switches dropout on. */
export function createGraph({ training }: { training: boolean }): Graph {
  const g = new GraphBase(training)
  const calls = Object.fromEntries(
    Object.entries(ops).map(([name, op]) => [
      name,
      (...args: unknown[]): Value => apply(g, name as OpName, op as unknown as Op<Inputs, unknown>, args),
    ]),
  )
  return Object.assign(g, calls as Calls)
}

function apply(g: GraphBase, name: OpName, op: Op<Inputs, unknown>, args: unknown[]): Value {
  const inputs = args.filter(isInput)
  const attributes = args.find((arg) => !isInput(arg)) ?? {}
  const shape: Shape = op.shape(inputs, attributes)
  const { output, saved = [] } = op.emit(g.emitter, inputs, attributes, shape)
  g.tape.push({ name, inputs, attributes, output, saved })
  return output
}

function isInput(arg: unknown): arg is Value | null {
  return arg === null || (typeof arg === 'object' && 'name' in arg && 'type' in arg)
}
